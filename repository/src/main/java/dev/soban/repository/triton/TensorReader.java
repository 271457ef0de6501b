package dev.soban.repository.triton;

import com.google.protobuf.Descriptors.Descriptor;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.protocol.inference.ModelConfig;
import dev.soban.protocol.inference.ModelInput;
import dev.soban.protocol.inference.ModelOutput;
import dev.soban.protocol.inference.ModelTensorReshape;
import dev.soban.repository.yaml.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the inputs and outputs of config.pbtxt. */
final class TensorReader {
  private static final String PREFIX = "TYPE_";

  private final ModelConfig config;
  private final Places places;
  private final Findings findings;
  private final boolean batched;

  TensorReader(ModelConfig config, Places places, Findings findings) {
    this.config = config;
    this.places = places;
    this.findings = findings;
    this.batched = config.getMaxBatchSize() > 0;
  }

  WireForm form() {
    List<WireTensor> inputs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < config.getInputCount(); i++) {
      ModelInput input = config.getInput(i);
      Places at = places.below(ModelConfig.getDescriptor(), ModelConfig.INPUT_FIELD_NUMBER, i);
      inputs.add(
          tensor(
              new Written(
                  at,
                  ModelInput.getDescriptor(),
                  input.getName(),
                  input.getDataType(),
                  input.getDimsList(),
                  input.hasReshape() ? input.getReshape() : null),
              names));
    }
    List<WireTensor> outputs = new ArrayList<>();
    names.clear();
    for (int i = 0; i < config.getOutputCount(); i++) {
      ModelOutput output = config.getOutput(i);
      Places at = places.below(ModelConfig.getDescriptor(), ModelConfig.OUTPUT_FIELD_NUMBER, i);
      outputs.add(
          tensor(
              new Written(
                  at,
                  ModelOutput.getDescriptor(),
                  output.getName(),
                  output.getDataType(),
                  output.getDimsList(),
                  output.hasReshape() ? output.getReshape() : null),
              names));
    }
    return new WireForm(inputs, outputs);
  }

  /** What inputs and outputs have in common. */
  private record Written(
      Places at,
      Descriptor type,
      String name,
      dev.soban.protocol.inference.DataType dataType,
      List<Long> dims,
      @Nullable ModelTensorReshape reshape) {
    /** Of a field that inputs and outputs call the same. */
    Place place(String field) {
      return at.place(type, type.findFieldByName(field).getNumber());
    }
  }

  private WireTensor tensor(Written written, Set<String> names) {
    if (written.name().isEmpty()) {
      findings.wrong(written.at().place(), "name", "missing", "the name that the model has for it");
    } else if (!names.add(written.name())) {
      findings.wrong(written.place("name"), "name", written.name(), "each name once");
    }
    Optional<Shape> wire = shape(written, "dims", written.dims());
    Optional<Shape> model =
        written.reshape() == null
            ? wire
            : shape(written, "reshape", written.reshape().getShapeList());
    if (wire.isPresent() && model.isPresent()) {
      new Reshape(wire.get(), model.get())
          .refusal()
          .ifPresent(
              expected ->
                  findings.wrong(written.place("reshape"), "reshape", model.get(), expected));
    }
    // Without dims the model's own word counts, whatever it is.
    boolean said = !written.dims().isEmpty();
    return new WireTensor(
        written.at().place(),
        written.name(),
        dataType(written.dataType()),
        said ? wire.orElse(null) : null,
        said ? model.orElse(null) : null);
  }

  /** With the rows in front where the model takes batches. */
  private Optional<Shape> shape(Written written, String field, List<Long> dims) {
    for (long dim : dims) {
      if (dim < 1 && dim != Shape.DYNAMIC) {
        findings.wrong(written.place(field), field, dim, "-1 or >= 1");
        return Optional.empty();
      }
    }
    List<Long> all = new ArrayList<>(dims);
    if (batched) {
      all.addFirst(Shape.DYNAMIC);
    }
    return Optional.of(Shape.of(all));
  }

  /** Null when nothing is said. */
  static @Nullable DataType dataType(dev.soban.protocol.inference.DataType type) {
    if (type == dev.soban.protocol.inference.DataType.TYPE_STRING) {
      return DataType.BYTES;
    }
    return DataType.named(
            type.name().startsWith(PREFIX) ? type.name().substring(PREFIX.length()) : "")
        .orElse(null);
  }
}
