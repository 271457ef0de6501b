package dev.soban.server.openapi;

import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A model in few words, under {@code x-soban-models}: what OpenAPI has no place for, and what the
 * page to try models out is built from.
 */
final class ModelSummary {
  private ModelSummary() {}

  static JsonObject of(List<Variant> variants) {
    Variant first = variants.getFirst();
    return JsonObject.of("name", first.model())
        .and("description", first.description().declared().description())
        .and("platform", first.description().platform())
        .and("usual", first.usual() ? first.description().id().version() : "")
        .and("variants", variants.stream().map(ModelSummary::variant).toList());
  }

  private static JsonObject variant(Variant variant) {
    Examples examples = Examples.of(variant);
    JsonObject summary =
        JsonObject.of("versions", variant.versions())
            .and("aliases", variant.aliases())
            .and("inputs", variant.inputs().stream().map(spec -> input(variant, spec)).toList())
            .and("outputs", variant.outputs().stream().map(ModelSummary::tensor).toList())
            .and("picture", variant.takesPicture())
            .and("csv", CsvExample.taken(variant))
            .andAll(meaning(variant.description().meaning()));
    example(examples.rows(), "rows", summary);
    example(examples.csv(), "records", summary);
    return summary;
  }

  private static void example(Optional<?> example, String key, JsonObject summary) {
    example.ifPresent(value -> summary.and(key, value));
  }

  private static JsonObject input(Variant variant, TensorSpec spec) {
    SequencedMap<String, List<String>> columns = variant.description().tabular().columns();
    return tensor(spec)
        .and("optional", spec.optional())
        .and("picture", variant.takesPictures(spec))
        .and("columns", columns.getOrDefault(spec.name(), List.of()));
  }

  private static JsonObject tensor(TensorSpec spec) {
    return JsonObject.of("name", spec.name())
        .and("datatype", spec.dataType().name())
        .and("shape", Arrays.stream(spec.shape().dims()).boxed().toList());
  }

  private static JsonObject meaning(OutputMeaning meaning) {
    return switch (meaning) {
      case OutputMeaning.Classification declared ->
          JsonObject.of("answer", "classification").and("top", declared.topK());
      case OutputMeaning.Detection declared -> JsonObject.of("answer", "detection");
      case OutputMeaning.PlainTensors plain -> JsonObject.of("answer", "tensors");
    };
  }
}
