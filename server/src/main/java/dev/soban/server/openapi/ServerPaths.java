package dev.soban.server.openapi;

import java.util.List;

/** What can be asked of the server and of its models beside predictions. */
final class ServerPaths {
  /** No model is named like this, as there is a space in it. */
  static final String TAG = "the server";

  private ServerPaths() {}

  /**
   * @param names of the models that answer
   */
  static void add(List<String> names, Parts parts) {
    addSchemas(parts.schemas());
    JsonObject paths = parts.paths();
    paths
        .and("/v2", get("server", "Name, version and extensions", "ServerMetadata"))
        .and("/v2/health/live", open("live", "Whether the process runs", "Live"))
        .and("/v2/health/ready", open("ready", "Whether the server takes work", "Ready"))
        .and("/v2/models", get("models", "The names of all models", "ModelNames"))
        .and("/v2/models/stats", get("stats", "Statistics of all models", "Statistics"))
        .and("/v2/repository/index", index())
        .and("/openapi.json", get("openapi", "This document", "Document"));
    if (!names.isEmpty()) {
      JsonObject model = modelParameter(names);
      paths
          .and("/v2/models/{model}", ofModel("model", "What it takes", "ModelMetadata", model))
          .and(
              "/v2/models/{model}/ready",
              ofModel("modelReady", "Whether it answers", "Ready", model))
          .and(
              "/v2/models/{model}/config", ofModel("modelConfig", "As Triton's", "Document", model))
          .and(
              "/v2/models/{model}/stats",
              ofModel("modelStats", "Its statistics", "Statistics", model));
    }
  }

  private static JsonObject modelParameter(List<String> names) {
    return JsonObject.of("name", "model")
        .and("in", "path")
        .and("required", true)
        .and("schema", Schemas.oneOfTexts(names));
  }

  private static JsonObject get(String id, String summary, String schema) {
    return JsonObject.of("get", operation(id, summary, schema));
  }

  /** What needs no key. */
  private static JsonObject open(String id, String summary, String schema) {
    JsonObject operation = operation(id, summary, schema).and("security", List.of());
    return JsonObject.of("get", operation);
  }

  private static JsonObject ofModel(
      String id, String summary, String schema, JsonObject parameter) {
    return JsonObject.of(
        "get", operation(id, summary, schema).and("parameters", List.of(parameter)));
  }

  private static JsonObject index() {
    JsonObject readyOnly =
        Schemas.object(List.of(), JsonObject.of("ready", JsonObject.of("type", "boolean")));
    JsonObject content =
        JsonObject.of(
            "application/json",
            JsonObject.of("schema", readyOnly)
                .and(
                    "examples",
                    JsonObject.of(
                        "ready",
                        JsonObject.of("summary", "Only those that answer")
                            .and("value", JsonObject.of("ready", true)))));
    return JsonObject.of(
        "post",
        operation("index", "Every version with its state", "Index")
            .and("requestBody", JsonObject.of("required", false).and("content", content)));
  }

  private static JsonObject operation(String id, String summary, String schema) {
    return JsonObject.of("operationId", "server." + id)
        .and("tags", List.of(TAG))
        .and("summary", summary)
        .and(
            "responses",
            JsonObject.of(
                    "200",
                    JsonObject.of("description", summary + ".")
                        .and("content", CommonParts.json(JsonObject.ref("schemas/" + schema))))
                .and("401", JsonObject.ref("responses/Unauthenticated"))
                .and("403", JsonObject.ref("responses/Forbidden"))
                .and("404", JsonObject.ref("responses/NotFound"))
                .and("503", JsonObject.ref("responses/Unavailable")));
  }

  private static void addSchemas(JsonObject schemas) {
    JsonObject text = Schemas.string();
    JsonObject flag = JsonObject.of("type", "boolean");
    JsonObject texts = Schemas.arrayOf(text);
    JsonObject tensors =
        Schemas.arrayOf(
            Schemas.object(
                List.of("name", "datatype", "shape"),
                JsonObject.of("name", text)
                    .and("datatype", text)
                    .and("shape", Schemas.arrayOf(Schemas.integer(-1)))));
    schemas
        .and("Document", JsonObject.of("type", "object"))
        .and(
            "ServerMetadata",
            Schemas.object(
                List.of("name", "version", "extensions"),
                JsonObject.of("name", text).and("version", text).and("extensions", texts)))
        .and("Live", Schemas.object(List.of("live"), JsonObject.of("live", flag)))
        .and(
            "Ready",
            Schemas.object(List.of("ready"), JsonObject.of("ready", flag).and("name", text)))
        .and("ModelNames", Schemas.object(List.of("models"), JsonObject.of("models", texts)))
        .and(
            "ModelMetadata",
            Schemas.object(
                List.of("name", "versions", "platform", "inputs", "outputs"),
                JsonObject.of("name", text)
                    .and("versions", texts)
                    .and("platform", text)
                    .and("inputs", tensors)
                    .and("outputs", tensors)
                    .and(
                        "properties",
                        JsonObject.of("type", "object").and("additionalProperties", text))))
        .and(
            "Statistics",
            Schemas.object(
                List.of("model_stats"),
                JsonObject.of("model_stats", Schemas.arrayOf(JsonObject.of("type", "object")))))
        .and(
            "Index",
            Schemas.arrayOf(
                Schemas.object(
                    List.of("name", "version", "state", "reason"),
                    JsonObject.of("name", text)
                        .and("version", text)
                        .and("state", text)
                        .and("reason", text))));
  }
}
