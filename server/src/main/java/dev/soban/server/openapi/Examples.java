package dev.soban.server.openapi;

import dev.soban.core.lifecycle.readiness.KnownInputs;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.json.TensorJsonWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Requests that a version answers as they are, in the forms in which the routes take them. There
 * are none of a version of which no small inputs are known.
 */
final class Examples {
  private static final long MAX_ELEMENTS = 256;
  private static final JsonStreams JSON = new JsonStreams();

  private final Variant variant;
  private final List<Input> inputs;

  /** An input's values as JSON. */
  record Input(String name, String dataType, Shape shape, String flat, String nested) {
    static Input of(String name, Tensor tensor) {
      return new Input(
          name,
          tensor.dataType().name(),
          tensor.shape(),
          text(out -> new TensorJsonWriter(out, name, tensor).writeFlat()),
          text(out -> new TensorJsonWriter(out, name, tensor).writeNested()));
    }

    private static String text(JsonStreams.Writing writing) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      JSON.write(bytes, writing);
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  private Examples(Variant variant, List<Input> inputs) {
    this.variant = variant;
    this.inputs = inputs;
  }

  /** Takes tensor memory for the time of the call. */
  static Examples of(Variant variant) {
    return new Examples(
        variant,
        variant.known().filter(any -> small(variant)).map(Examples::inputs).orElse(List.of()));
  }

  /** Whether a row may be small, seen from the shapes: a large one is not even made. */
  private static boolean small(Variant variant) {
    double elements = 0;
    for (TensorSpec input : variant.inputs()) {
      double ofInput = input.optional() ? 0 : 1;
      for (long length : input.shape().dims()) {
        ofInput *= Math.max(1, length);
      }
      elements += ofInput;
    }
    return elements <= MAX_ELEMENTS;
  }

  private static List<Input> inputs(KnownInputs known) {
    Map<String, Tensor> tensors = known.make();
    try {
      long elements =
          tensors.values().stream().mapToLong(tensor -> tensor.shape().elements()).sum();
      List<Input> inputs = new ArrayList<>();
      if (elements <= MAX_ELEMENTS) {
        tensors.forEach((name, tensor) -> inputs.add(Input.of(name, tensor)));
      }
      return inputs;
    } finally {
      tensors.values().forEach(Tensor::close);
    }
  }

  /** As the inference protocol has it. */
  Optional<JsonObject> infer() {
    List<JsonObject> all =
        inputs.stream()
            .map(
                input ->
                    JsonObject.of("name", input.name())
                        .and("shape", Arrays.stream(input.shape().dims()).boxed().toList())
                        .and("datatype", input.dataType())
                        .and("data", new JsonObject.Raw(input.flat())))
            .toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(JsonObject.of("inputs", all));
  }

  /** Plain rows: bare where the model has one input, else by the inputs' names. */
  Optional<Object> rows() {
    if (inputs.isEmpty()) {
      return Optional.empty();
    }
    if (variant.inputs().size() == 1) {
      return Optional.of(new JsonObject.Raw(inputs.getFirst().nested()));
    }
    JsonObject all = JsonObject.empty();
    inputs.forEach(input -> all.and(input.name(), new JsonObject.Raw(input.nested())));
    return Optional.of(all);
  }

  /** CSV; empty where the values are no plain numbers. */
  Optional<String> csv() {
    boolean plain = inputs.stream().allMatch(input -> input.flat().indexOf('"') < 0);
    return plain && !inputs.isEmpty() ? new CsvExample(variant, inputs).text() : Optional.empty();
  }

  /** A media type's part of the document, with the example where there is one. */
  static JsonObject media(JsonObject schema, Optional<?> example) {
    JsonObject media = JsonObject.of("schema", schema);
    example.ifPresent(
        value ->
            media.and(
                "examples",
                JsonObject.of(
                    "known", JsonObject.of("summary", "Works as it is").and("value", value))));
    return media;
  }
}
