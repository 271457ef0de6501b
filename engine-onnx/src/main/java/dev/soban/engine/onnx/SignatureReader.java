package dev.soban.engine.onnx;

import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.engine.onnx.graph.outline.ElementType;
import dev.soban.engine.onnx.graph.outline.MapOutput;
import dev.soban.engine.onnx.graph.outline.ModelOutline;
import dev.soban.engine.onnx.graph.outline.NamedValue;
import dev.soban.engine.onnx.graph.outline.ValueType;
import dev.soban.engine.onnx.tensor.JavaTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a signature off a model's outline, and collects everything that cannot be served. */
final class SignatureReader {
  private static final int MAX_TEXTS = 8;

  private final ModelOutline outline;
  private final Set<String> overridable;
  private final Map<String, MapOutput> maps;
  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * @param overridable initializers that requests may replace
   */
  SignatureReader(ModelOutline outline, Set<String> overridable) {
    this.outline = outline;
    this.overridable = overridable;
    this.maps =
        outline.mapOutputs().stream()
            .filter(map -> !map.keys().isEmpty())
            .collect(
                Collectors.toMap(MapOutput::name, Function.identity(), (first, again) -> first));
  }

  /** Why the model cannot be served; known once the signature was read. */
  List<String> problems() {
    return problems;
  }

  /** What the operator should know. */
  List<String> notes() {
    return notes;
  }

  /** Map outputs that become tensors. */
  List<MapOutput> mapOutputs() {
    return outline.outputs().stream()
        .filter(output -> sequenceOfMaps(output.type()) && maps.containsKey(output.name()))
        .map(output -> maps.get(output.name()))
        .distinct()
        .toList();
  }

  Signature read() {
    List<TensorSpec> inputs = new ArrayList<>();
    for (NamedValue input : outline.inputs()) {
      if (!outline.initializers().contains(input.name()) || overridable.contains(input.name())) {
        input(input).ifPresent(inputs::add);
      }
    }
    checkOverridable();
    List<TensorSpec> outputs = new ArrayList<>();
    for (NamedValue output : outline.outputs()) {
      output(output).ifPresent(outputs::add);
    }
    return new Signature(inputs, outputs);
  }

  private void checkOverridable() {
    Set<String> possible =
        outline.inputs().stream()
            .map(NamedValue::name)
            .filter(outline.initializers()::contains)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String name : overridable) {
      if (!possible.contains(name)) {
        problem(
            "overridable: '%s' (expected: an input that has an initializer, of %s)"
                .formatted(name, possible));
      } else if (outline.externalTensors().stream().anyMatch(t -> t.name().equals(name))) {
        problem("overridable: '" + name + "' (expected: data within the ONNX file itself)");
      }
    }
  }

  private Optional<TensorSpec> input(NamedValue input) {
    if (!(input.type() instanceof ValueType.OfTensor tensor)) {
      return problem(
          "input '%s' is %s, which cannot be sent as a tensor; export the model with tensor inputs"
              .formatted(input.name(), input.type()));
    }
    Optional<DataType> type = ElementType.dataType(tensor.elementType());
    if (type.isEmpty() || JavaTypes.of(type.get()).isEmpty()) {
      return problem(
          ("input '%s' is %s, which ONNX Runtime's Java binding cannot feed; export the model"
                  + " with another type, as int64, and a Cast behind it")
              .formatted(input.name(), ElementType.name(tensor.elementType())));
    }
    if (tensor.shape().isEmpty()) {
      addWithinLimit(
          notes,
          ("input '%s' declares no shape and is taken to have one dimension; export the model"
                  + " with shapes")
              .formatted(input.name()));
    }
    TensorSpec spec = spec(input.name(), type.get(), tensor);
    return Optional.of(
        new TensorSpec(
            spec.name(), spec.dataType(), spec.shape(), overridable.contains(input.name())));
  }

  private Optional<TensorSpec> output(NamedValue output) {
    MapOutput map = maps.get(output.name());
    if (sequenceOfMaps(output.type()) && map != null) {
      return Optional.of(
          new TensorSpec(output.name(), DataType.FP32, Shape.of(Shape.DYNAMIC, map.keys().size())));
    }
    if (!(output.type() instanceof ValueType.OfTensor tensor)) {
      return problem(
          ("output '%s' is %s, which is no tensor; export the model with tensor outputs"
                  + " (scikit-learn: zipmap=False)")
              .formatted(output.name(), output.type()));
    }
    Optional<DataType> type = ElementType.dataType(tensor.elementType());
    if (type.isEmpty()) {
      return problem(
          ("output '%s' is %s, which the inference protocol has no data type for; export the"
                  + " model with a Cast in front of it")
              .formatted(output.name(), ElementType.name(tensor.elementType())));
    }
    return Optional.of(spec(output.name(), type.get(), tensor));
  }

  private static TensorSpec spec(String name, DataType type, ValueType.OfTensor tensor) {
    return new TensorSpec(name, type, tensor.shape().orElse(Shape.of(Shape.DYNAMIC)));
  }

  private static boolean sequenceOfMaps(ValueType type) {
    return type instanceof ValueType.OfSequence(ValueType.OfMap _);
  }

  /** A hostile file may hold any number of inputs that are wrong. */
  private static void addWithinLimit(List<String> texts, String text) {
    if (texts.size() < MAX_TEXTS) {
      texts.add(text);
    } else if (texts.size() == MAX_TEXTS) {
      texts.add("and more");
    }
  }

  private Optional<TensorSpec> problem(String text) {
    addWithinLimit(problems, text);
    return Optional.empty();
  }
}
