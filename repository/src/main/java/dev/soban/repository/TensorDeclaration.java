package dev.soban.repository;

import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What model.yaml says of an input or output: a check of the model's own word, and sizes for
 * dimensions that the model leaves open.
 */
public record TensorDeclaration(
    Place place, String name, @Nullable DataType dataType, @Nullable Shape shape) {

  /** The specs, each narrowed by what is declared for it. */
  static List<TensorSpec> narrow(
      String group, List<TensorSpec> specs, List<TensorDeclaration> declarations)
      throws ConfigException {
    List<TensorSpec> narrowed = new ArrayList<>(specs);
    for (TensorDeclaration declaration : declarations) {
      int index = declaration.indexIn(group, specs);
      narrowed.set(index, declaration.narrow(specs.get(index)));
    }
    return narrowed;
  }

  private int indexIn(String group, List<TensorSpec> specs) throws ConfigException {
    for (int i = 0; i < specs.size(); i++) {
      if (specs.get(i).name().equals(name)) {
        return i;
      }
    }
    String names = specs.stream().map(TensorSpec::name).collect(Collectors.joining(", "));
    throw new ConfigException(
        place, "name: " + name + " (expected: one of the model's " + group + ": " + names + ")");
  }

  private TensorSpec narrow(TensorSpec spec) throws ConfigException {
    if (dataType != null && dataType != spec.dataType()) {
      throw new ConfigException(
          place, "datatype: " + dataType + " (expected: " + spec.dataType() + ", as in the model)");
    }
    if (shape == null) {
      return spec;
    }
    if (!spec.shape().accepts(shape)) {
      throw new ConfigException(
          place, "shape: " + shape + " (expected: to fit " + spec.shape() + " of the model)");
    }
    return new TensorSpec(spec.name(), spec.dataType(), shape, spec.optional());
  }
}
