package dev.soban.server.openapi;

import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.OutputMeaning.Classification;
import dev.soban.core.model.OutputMeaning.Detection;
import dev.soban.core.model.OutputMeaning.PlainTensors;
import dev.soban.core.model.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** The plain way to ask: {@code /predictions/{m}} with a picture, CSV or JSON. */
final class Predictions implements Family {
  private static final int MAX_LISTED_LABELS = 100;

  private final boolean samplePicture;

  /**
   * @param samplePicture whether the pages are served, of which one file is a picture
   */
  Predictions(boolean samplePicture) {
    this.samplePicture = samplePicture;
  }

  @Override
  public void describe(Variant variant, Examples examples, Parts parts) {
    JsonObject answer = parts.schema(variant.own("Prediction"), answer(variant));
    Operation operation =
        new Operation(
            variant.own("predict"),
            variant.model(),
            "Ask with a file or with plain JSON",
            content(variant, examples),
            CommonParts.json(answer),
            variant.description().meaning() instanceof Classification
                ? List.of(topK())
                : List.of());
    String model = "/predictions/" + variant.model();
    parts.ask(variant, operation, model, model + "/{version}");
  }

  private static JsonObject topK() {
    return JsonObject.of("name", "top_k")
        .and("in", "query")
        .and("description", "How many classes, best first.")
        .and("schema", Schemas.integer(1));
  }

  private JsonObject content(Variant variant, Examples examples) {
    JsonObject content = JsonObject.empty();
    if (variant.takesPicture()) {
      content.and("image/*", picture());
    }
    content.and("application/json", Examples.media(json(variant), examples.rows()));
    if (CsvExample.taken(variant)) {
      content.and("text/csv", Examples.media(Schemas.string(), examples.csv()));
    }
    return content;
  }

  private JsonObject picture() {
    JsonObject media =
        JsonObject.of(
            "schema",
            Schemas.string()
                .and("format", "binary")
                .and("description", "JPEG, PNG, GIF, BMP, WebP or TIFF, as the file is."));
    return samplePicture
        ? media.and(
            "examples",
            JsonObject.of(
                "picture",
                JsonObject.of("summary", "A picture").and("externalValue", "docs/sample.png")))
        : media;
  }

  private static JsonObject json(Variant variant) {
    List<JsonObject> forms = new ArrayList<>();
    if (variant.inputs().size() == 1) {
      forms.add(rows(variant.inputs().getFirst()));
    }
    JsonObject byName = JsonObject.empty();
    variant.inputs().forEach(input -> byName.and(input.name(), rows(input)));
    forms.add(Schemas.object(variant.requiredInputs(), byName).and("additionalProperties", false));
    forms.add(JsonObject.ref("schemas/" + variant.own("InferRequest")));
    return Schemas.anyOf(forms);
  }

  /** Rows, a single one also without the array around it, or a column. */
  private static JsonObject rows(TensorSpec input) {
    List<JsonObject> forms = new ArrayList<>();
    forms.add(TensorSchemas.nested(input));
    int rank = input.shape().rank();
    if (rank > 0) {
      forms.add(TensorSchemas.nested(input, 1));
    }
    if (rank == 2 && input.shape().dim(1) == 1) {
      forms.add(Schemas.arrayOf(Schemas.element(input.dataType())));
    }
    return Schemas.anyOf(forms);
  }

  private static JsonObject answer(Variant variant) {
    JsonObject properties =
        JsonObject.of("model", Schemas.constant(variant.model()))
            .and("version", Schemas.oneOfTexts(variant.versions()))
            .and("id", Schemas.string());
    JsonObject row = row(variant.description().meaning());
    if (!row.isEmpty()) {
      properties
          .andAll(row)
          .and("rows", Schemas.arrayOf(JsonObject.of("type", "object").and("properties", row)));
    }
    JsonObject outputs = JsonObject.empty();
    variant.outputs().forEach(output -> outputs.and(output.name(), TensorSchemas.nested(output)));
    properties.and("outputs", Schemas.object(List.of(), outputs));
    return Schemas.object(List.of("model", "version"), properties);
  }

  /** What the answer to one row has, or what each of several has under {@code rows}. */
  private static JsonObject row(OutputMeaning meaning) {
    return switch (meaning) {
      case Classification declared ->
          JsonObject.of("classes", Schemas.arrayOf(scoredClass(declared)));
      case Detection declared ->
          JsonObject.of("width", Schemas.integer(1))
              .and("height", Schemas.integer(1))
              .and("detections", Schemas.arrayOf(detection(declared)));
      case PlainTensors plain -> JsonObject.empty();
    };
  }

  private static JsonObject scoredClass(Classification declared) {
    return Schemas.object(
        List.of("index", "probability"),
        JsonObject.of("index", Schemas.integer(0))
            .and("label", label(declared.labels()))
            .and("probability", JsonObject.ref("schemas/Float")));
  }

  /** Of a thing that was found; places are in pixels of the upright picture. */
  private static JsonObject detection(Detection declared) {
    JsonObject number = JsonObject.ref("schemas/Float");
    JsonObject properties =
        JsonObject.of("box", Schemas.arrayOf(number, 4))
            .and("score", number)
            .and("class", Schemas.integer(0))
            .and("label", label(declared.labels()));
    if (declared.keyPoints() > 0) {
      JsonObject point = Schemas.arrayOf(number, 2);
      properties.and("keypoints", Schemas.arrayOf(point, declared.keyPoints()));
    }
    return Schemas.object(List.of("box", "score", "class"), properties);
  }

  private static JsonObject label(List<String> labels) {
    return labels.isEmpty() || labels.size() > MAX_LISTED_LABELS
        ? Schemas.string()
        : Schemas.oneOfTexts(labels.stream().distinct().toList());
  }
}
