package dev.soban.conformance.subject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.conformance.rest.Answer;
import dev.soban.conformance.rest.HttpLine;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.SampleValues;
import dev.soban.conformance.tensor.TensorJson;
import dev.soban.conformance.tensor.TensorSpec;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Unmet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Finds inputs that a model answers: those given, else small random ones, else zeros. */
final class Samples {
  private static final int SEED = 20_261;

  private final HttpLine rest;

  Samples(HttpLine rest) {
    this.rest = rest;
  }

  /** A model that answered, or the reason why none of the tries was answered. */
  sealed interface Found {
    record Answered(Usable usable) implements Found {}

    record Refused(String name, String reason) implements Found {}
  }

  /** Makes up inputs from the metadata. */
  Found madeUp(Model model) {
    if (model.inputs().isEmpty()) {
      return new Found.Refused(model.name(), "its metadata name no inputs (give some: --input)");
    }
    SampleValues values = new SampleValues(SEED);
    Found found =
        tried(model, inputs(model, spec -> values.small(spec.datatype(), spec.smallest())));
    return found instanceof Found.Answered
        ? found
        : tried(model, inputs(model, spec -> SampleValues.zeros(spec.datatype(), spec.smallest())));
  }

  private static Map<String, TensorValue> inputs(
      Model model, Function<TensorSpec, TensorValue> value) {
    Map<String, TensorValue> inputs = new LinkedHashMap<>();
    model.inputs().forEach(spec -> inputs.put(spec.name(), value.apply(spec)));
    return inputs;
  }

  /**
   * Takes the inputs of a request as the protocol writes it; they also stand in for metadata that
   * name none.
   */
  Found given(Model model, JsonNode request) {
    Map<String, TensorValue> inputs = new LinkedHashMap<>();
    List<TensorSpec> specs = new ArrayList<>();
    for (JsonNode entry : request.path("inputs")) {
      TensorSpec spec = spec(entry);
      specs.add(spec);
      inputs.put(spec.name(), TensorJson.read(spec.datatype(), spec.shape(), entry.path("data")));
    }
    Unmet.unless(!inputs.isEmpty(), "a request with inputs", request);
    Model described =
        model.inputs().isEmpty()
            ? new Model(model.name(), model.versions(), specs, model.outputs())
            : model;
    return tried(described, inputs);
  }

  private static TensorSpec spec(JsonNode entry) {
    List<Long> shape = new ArrayList<>();
    entry.path("shape").forEach(dim -> shape.add(dim.asLong()));
    String type = entry.path("datatype").asText();
    Datatype datatype =
        Datatype.named(type).orElseThrow(() -> new Unmet("a datatype of the protocol", type));
    return new TensorSpec(entry.path("name").asText(), datatype, shape);
  }

  private Found tried(Model model, Map<String, TensorValue> inputs) {
    Usable usable = new Usable(model, inputs, rest);
    try {
      Answer.of(usable.infer(usable.question()));
      return new Found.Answered(usable);
    } catch (Unmet refused) {
      return new Found.Refused(model.name(), refused.came());
    }
  }
}
