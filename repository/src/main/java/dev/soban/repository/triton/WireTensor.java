package dev.soban.repository.triton;

import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An input or output as config.pbtxt declares it, rows included.
 *
 * @param dataType null when not said
 * @param wire as clients see it; null when not said
 * @param model as the model has it; other than {@code wire} when it is reshaped
 */
record WireTensor(
    Place place,
    String name,
    @Nullable DataType dataType,
    @Nullable Shape wire,
    @Nullable Shape model) {

  /** How a tensor of clients becomes one of the model; empty when the two are the same. */
  Optional<Reshape> reshape() {
    return wire == null || model == null || wire.equals(model)
        ? Optional.empty()
        : Optional.of(new Reshape(wire, model));
  }

  /**
   * The model's own spec as clients see it.
   *
   * @throws ConfigException when the two contradict each other
   */
  TensorSpec narrow(TensorSpec own) throws ConfigException {
    if (dataType != null && dataType != own.dataType()) {
      throw new ConfigException(
          place,
          name
              + ": data_type "
              + dataType
              + " (expected: "
              + own.dataType()
              + ", as in the model)");
    }
    if (wire == null || model == null) {
      return own;
    }
    if (!own.shape().accepts(model)) {
      throw new ConfigException(place, name + ": " + wrongShape(own.shape(), model));
    }
    return new TensorSpec(name, own.dataType(), wire, own.optional());
  }

  private static String wrongShape(Shape own, Shape declared) {
    boolean onlyRows =
        own.rank() == declared.rank()
            && own.rank() > 0
            && own.withRows(declared.dim(0)).accepts(declared);
    if (onlyRows && declared.dim(0) == Shape.DYNAMIC) {
      return "the model takes "
          + own
          + ", which is no batch of any size (expected: max_batch_size: 0 and all dimensions in"
          + " dims)";
    }
    return "dims make " + declared + " with the rows (expected: to fit " + own + " of the model)";
  }
}
