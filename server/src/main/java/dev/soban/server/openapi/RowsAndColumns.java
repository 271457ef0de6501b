package dev.soban.server.openapi;

import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** TensorFlow Serving's and KServe's first way to ask: {@code /v1/models/{m}:predict}. */
final class RowsAndColumns implements Family {
  /** A small picture of a seven, as a PNG. */
  private static final String PICTURE =
      "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAE0lEQVR4XmNgQID/QABnk8IAAgB+1wj45gEiTQAA"
          + "AABJRU5ErkJggg==";

  @Override
  public void describe(Variant variant, Examples examples, Parts parts) {
    JsonObject answer = parts.schema(variant.own("V1Response"), answer(variant));
    Operation operation =
        new Operation(
            variant.own("v1Predict"),
            variant.model(),
            "TensorFlow Serving and KServe v1: predict",
            JsonObject.of(
                "application/json", Examples.media(request(variant), example(variant, examples))),
            CommonParts.json(answer),
            List.of());
    String model = "/v1/models/" + variant.model();
    parts.ask(variant, operation, model + ":predict", model + "/versions/{version}:predict");
  }

  /** In rows where every output has a value for each, else in columns. */
  private static Optional<JsonObject> example(Variant variant, Examples examples) {
    if (variant.takesPicture()) {
      return Optional.of(JsonObject.of("inputs", List.of(JsonObject.of("b64", PICTURE))));
    }
    boolean rows = variant.inputs().size() == 1 && variant.description().signature().rowsVary();
    return examples.rows().map(values -> JsonObject.of(rows ? "instances" : "inputs", values));
  }

  private static JsonObject request(Variant variant) {
    return Schemas.anyOf(
        List.of(
            Schemas.object(
                List.of("instances"),
                JsonObject.of("instances", Schemas.arrayOf(named(variant, 1)).and("minItems", 1))),
            Schemas.object(List.of("inputs"), JsonObject.of("inputs", named(variant, 0)))));
  }

  /** The only input's value alone, or those of all inputs by their names. */
  private static JsonObject named(Variant variant, int fromDimension) {
    List<JsonObject> forms = new ArrayList<>();
    JsonObject byName = JsonObject.empty();
    for (TensorSpec input : variant.inputs()) {
      JsonObject value = value(variant, input, fromDimension);
      byName.and(input.name(), value);
      if (variant.inputs().size() == 1) {
        forms.add(value);
      }
    }
    forms.add(Schemas.object(variant.requiredInputs(), byName));
    return Schemas.anyOf(forms);
  }

  private static JsonObject value(Variant variant, TensorSpec input, int fromDimension) {
    List<JsonObject> forms = new ArrayList<>();
    forms.add(nested(input, fromDimension));
    if (variant.takesPictures(input)) {
      forms.add(fromDimension == 0 ? Schemas.arrayOf(bytes()) : bytes());
    }
    if (fromDimension == 1 && input.shape().rank() == 2 && input.shape().dim(1) == 1) {
      forms.add(element(input));
    }
    return Schemas.anyOf(forms);
  }

  private static JsonObject nested(TensorSpec spec, int fromDimension) {
    return TensorSchemas.nested(element(spec), spec.shape(), fromDimension);
  }

  /** Strings also as bytes, which need not be text. */
  private static JsonObject element(TensorSpec spec) {
    JsonObject plain = Schemas.element(spec.dataType());
    return spec.dataType() == DataType.BYTES ? Schemas.anyOf(List.of(plain, bytes())) : plain;
  }

  private static JsonObject bytes() {
    return Schemas.object(
        List.of("b64"), JsonObject.of("b64", Schemas.string().and("contentEncoding", "base64")));
  }

  private static JsonObject answer(Variant variant) {
    return Schemas.object(
        List.of(),
        JsonObject.of("predictions", JsonObject.of("type", "array"))
            .and("outputs", outputs(variant)));
  }

  private static JsonObject outputs(Variant variant) {
    List<TensorSpec> outputs = variant.outputs();
    if (outputs.size() == 1) {
      return nested(outputs.getFirst(), 0);
    }
    JsonObject byName = JsonObject.empty();
    outputs.forEach(output -> byName.and(output.name(), nested(output, 0)));
    return Schemas.object(List.of(), byName);
  }
}
