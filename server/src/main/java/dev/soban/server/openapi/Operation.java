package dev.soban.server.openapi;

import java.util.ArrayList;
import java.util.List;

/**
 * A question to a model.
 *
 * @param id unlike that of any other operation
 * @param content of the body, by media type
 * @param answer of the answer, by media type
 * @param parameters beside those that every question has
 */
record Operation(
    String id,
    String tag,
    String summary,
    JsonObject content,
    JsonObject answer,
    List<JsonObject> parameters) {

  /** The same at the path that names a version. */
  Operation ofVersion(List<String> names) {
    List<JsonObject> all = new ArrayList<>(parameters);
    all.addFirst(
        JsonObject.of("name", "version")
            .and("in", "path")
            .and("required", true)
            .and("description", "A version that is ready, or an alias.")
            .and("schema", Schemas.oneOfTexts(names)));
    return new Operation(id + "Version", tag, summary + " (one version)", content, answer, all);
  }

  /** The same at a path of one version's own. */
  Operation named(String version) {
    return new Operation(
        id + "." + version, tag, summary + " (" + version + ")", content, answer, parameters);
  }

  /** As what a path holds under {@code post}. */
  JsonObject post() {
    List<JsonObject> all = new ArrayList<>(parameters);
    all.addAll(CommonParts.questionParameters());
    return JsonObject.of(
        "post",
        JsonObject.of("operationId", id)
            .and("tags", List.of(tag))
            .and("summary", summary)
            .and("parameters", all)
            .and("requestBody", JsonObject.of("required", true).and("content", content))
            .and("responses", CommonParts.answers(answer)));
  }
}
