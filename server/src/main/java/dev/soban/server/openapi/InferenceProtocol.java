package dev.soban.server.openapi;

import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Open Inference Protocol's way to ask: {@code /v2/models/{m}/infer}. */
final class InferenceProtocol implements Family {
  private static final String HEADER_LENGTH = "Inference-Header-Content-Length";

  @Override
  public void describe(Variant variant, Examples examples, Parts parts) {
    JsonObject request = parts.schema(variant.own("InferRequest"), request(variant));
    JsonObject response = parts.schema(variant.own("InferResponse"), response(variant));
    Operation operation =
        new Operation(
            variant.own("infer"),
            variant.model(),
            "Open Inference Protocol: infer",
            JsonObject.of("application/json", Examples.media(request, examples.infer()))
                .and("application/octet-stream", binary("JSON, then tensors as bytes.")),
            JsonObject.of("application/json", JsonObject.of("schema", response))
                .and("application/octet-stream", binary("JSON, then outputs as bytes.")),
            List.of(
                JsonObject.of("name", HEADER_LENGTH)
                    .and("in", "header")
                    .and("description", "Length of the JSON in front of binary data.")
                    .and("schema", Schemas.integer(0))));
    String model = "/v2/models/" + variant.model();
    parts.ask(variant, operation, model + "/infer", model + "/versions/{version}/infer");
  }

  private static JsonObject binary(String description) {
    return JsonObject.of(
        "schema", Schemas.string().and("format", "binary").and("description", description));
  }

  private static JsonObject request(Variant variant) {
    List<JsonObject> inputs = new ArrayList<>();
    for (TensorSpec input : variant.inputs()) {
      inputs.add(input(input));
      Map<String, TensorSpec> encoded = variant.description().encodedInputs();
      if (encoded.containsKey(input.name())) {
        inputs.add(input(encoded.get(input.name())));
      }
    }
    return Schemas.object(
        List.of("inputs"),
        JsonObject.of("id", Schemas.string())
            .and("parameters", JsonObject.ref("schemas/InferParameters"))
            .and(
                "inputs",
                Schemas.arrayOf(Schemas.anyOf(inputs))
                    .and("minItems", variant.requiredInputs().size())
                    .and("maxItems", variant.inputs().size()))
            .and("outputs", Schemas.arrayOf(wanted(variant))));
  }

  private static JsonObject input(TensorSpec spec) {
    return Schemas.object(
        List.of("name", "shape", "datatype"),
        tensor(spec)
            .and("data", TensorSchemas.data(spec))
            .and("parameters", JsonObject.ref("schemas/TensorParameters")));
  }

  private static JsonObject tensor(TensorSpec spec) {
    return JsonObject.of("name", Schemas.constant(spec.name()))
        .and("shape", TensorSchemas.shape(spec))
        .and("datatype", Schemas.constant(spec.dataType().name()));
  }

  private static JsonObject wanted(Variant variant) {
    return Schemas.object(
        List.of("name"),
        JsonObject.of(
                "name",
                Schemas.oneOfTexts(variant.outputs().stream().map(TensorSpec::name).toList()))
            .and("parameters", JsonObject.ref("schemas/WantedParameters")));
  }

  private static JsonObject response(Variant variant) {
    List<JsonObject> outputs = new ArrayList<>();
    for (TensorSpec spec : variant.outputs()) {
      outputs.add(
          Schemas.object(
              List.of("name", "shape", "datatype"),
              tensor(spec)
                  .and("data", TensorSchemas.flat(spec))
                  .and("parameters", JsonObject.ref("schemas/TensorParameters"))));
    }
    outputs.add(JsonObject.ref("schemas/ClassifiedOutput"));
    return Schemas.object(
        List.of("model_name", "model_version", "outputs"),
        JsonObject.of("id", Schemas.string())
            .and("model_name", Schemas.constant(variant.model()))
            .and("model_version", Schemas.oneOfTexts(variant.versions()))
            .and("parameters", JsonObject.of("type", "object"))
            .and("outputs", Schemas.arrayOf(Schemas.anyOf(outputs))));
  }

  /** Schemas that the requests and responses of all models point to. */
  static void addShared(JsonObject schemas) {
    JsonObject flag = JsonObject.of("type", "boolean");
    schemas
        .and(
            "InferParameters",
            JsonObject.of("type", "object")
                .and(
                    "properties",
                    JsonObject.of("priority", Schemas.integer(0))
                        .and(
                            "timeout",
                            Schemas.integer(0).and("description", "Microseconds; 0 for none."))
                        .and("binary_data_output", flag)
                        .and("cache", flag)
                        .and("keep_latest", Schemas.string()))
                .and(
                    "additionalProperties",
                    JsonObject.of("type", List.of("boolean", "number", "string"))))
        .and(
            "TensorParameters",
            JsonObject.of("type", "object")
                .and("properties", JsonObject.of("binary_data_size", Schemas.integer(0))))
        .and(
            "WantedParameters",
            JsonObject.of("type", "object")
                .and(
                    "properties",
                    JsonObject.of("binary_data", flag).and("classification", Schemas.integer(1))))
        .and("ClassifiedOutput", classified());
  }

  private static JsonObject classified() {
    return Schemas.object(
            List.of("name", "shape", "datatype", "data"),
            JsonObject.of("name", Schemas.string())
                .and("shape", Schemas.arrayOf(Schemas.integer(0)))
                .and("datatype", Schemas.constant(DataType.BYTES.name()))
                .and("data", Schemas.arrayOf(Schemas.string())))
        .and("description", "Of the parameter classification: value:index:label, best first.");
  }
}
