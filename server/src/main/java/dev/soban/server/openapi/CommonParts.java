package dev.soban.server.openapi;

import java.util.List;

/** What all paths share: headers, failures, keys. */
final class CommonParts {
  private static final List<Failure> FAILURES =
      List.of(
          new Failure(400, "InvalidInput", "The request is wrong; the text says where."),
          new Failure(401, "Unauthenticated", "No key, or one that is not known."),
          new Failure(403, "Forbidden", "The key does not allow this."),
          new Failure(404, "NotFound", "No such model, version or alias."),
          new Failure(409, "Conflict", "A newer request with the same keep_latest came."),
          new Failure(413, "InputTooLarge", "The body or a picture is over a limit."),
          new Failure(415, "UnsupportedMediaType", "A Content-Encoding that is not read."),
          new Failure(429, "Overloaded", "Too much waits already.", true),
          new Failure(500, "EngineFailed", "The model broke."),
          new Failure(503, "Unavailable", "The model or the server cannot answer now.", true),
          new Failure(504, "DeadlineExceeded", "No answer in time."));

  private CommonParts() {}

  /** A way not to be answered; {@code retry} when the answer says when to come back. */
  private record Failure(int status, String name, String description, boolean retry) {
    Failure(int status, String name, String description) {
      this(status, name, description, false);
    }

    JsonObject response() {
      JsonObject headers = JsonObject.of("X-Request-Id", JsonObject.ref("headers/RequestId"));
      if (retry) {
        headers.and("Retry-After", JsonObject.ref("headers/RetryAfter"));
      }
      return JsonObject.of("description", description)
          .and("headers", headers)
          .and("content", json(JsonObject.ref("schemas/Error")));
    }
  }

  /** Content that is JSON of a schema. */
  static JsonObject json(JsonObject schema) {
    return JsonObject.of("application/json", JsonObject.of("schema", schema));
  }

  /** Headers that may come with every question to a model. */
  static List<JsonObject> questionParameters() {
    return List.of(
        JsonObject.ref("parameters/RequestTimeout"),
        JsonObject.ref("parameters/Priority"),
        JsonObject.ref("parameters/RequestId"),
        JsonObject.ref("parameters/CacheControl"));
  }

  /** What can become of a question to a model. */
  static JsonObject answers(JsonObject content) {
    JsonObject headers =
        JsonObject.of("X-Request-Id", JsonObject.ref("headers/RequestId"))
            .and("X-Soban-Cache", JsonObject.ref("headers/Cache"))
            .and("X-Soban-Degraded", JsonObject.ref("headers/Degraded"));
    JsonObject responses =
        JsonObject.of(
            "200",
            JsonObject.of("description", "The answer.")
                .and("headers", headers)
                .and("content", content));
    for (Failure failure : FAILURES) {
      responses.and(
          Integer.toString(failure.status()), JsonObject.ref("responses/" + failure.name()));
    }
    return responses;
  }

  /** What {@link #answers} and {@link #questionParameters} point to. */
  static JsonObject components(JsonObject schemas, boolean keys) {
    JsonObject responses = JsonObject.empty();
    FAILURES.forEach(failure -> responses.and(failure.name(), failure.response()));
    JsonObject components =
        JsonObject.of("schemas", schemas)
            .and("responses", responses)
            .and("parameters", parameters())
            .and("headers", headers());
    return keys ? components.and("securitySchemes", securitySchemes()) : components;
  }

  private static JsonObject parameters() {
    return JsonObject.of(
            "RequestTimeout",
            header(
                "X-Request-Timeout",
                "How long the caller waits: 250ms, 2s; a bare number is seconds.",
                Schemas.string().and("pattern", "^[0-9]+(\\.[0-9]+)?(ms|s)?$")))
        .and(
            "Priority",
            header(
                "X-Soban-Priority",
                "1 is the highest, 0 the default; bounded by the key.",
                Schemas.integer(0)))
        .and(
            "RequestId",
            header(
                "X-Request-Id",
                "Comes back in the answer, and is in the log; made when it is missing.",
                Schemas.string().and("maxLength", 128)))
        .and(
            "CacheControl",
            header(
                "Cache-Control",
                "Asks past the model's cache.",
                Schemas.oneOfTexts(List.of("no-cache", "no-store"))));
  }

  private static JsonObject header(String name, String description, JsonObject schema) {
    return JsonObject.of("name", name)
        .and("in", "header")
        .and("description", description)
        .and("schema", schema);
  }

  private static JsonObject headers() {
    return JsonObject.of("RequestId", header("As sent, or made.", Schemas.string()))
        .and(
            "Cache",
            header(
                "Where the answer comes from; absent where the model keeps none.",
                Schemas.oneOfTexts(List.of("hit", "joined", "miss"))))
        .and(
            "Degraded",
            header(
                "What stands in for the model's own answer; absent otherwise.", Schemas.string()))
        .and("RetryAfter", header("When to come back, in seconds.", Schemas.integer(1)));
  }

  private static JsonObject header(String description, JsonObject schema) {
    return JsonObject.of("description", description).and("schema", schema);
  }

  private static JsonObject securitySchemes() {
    return JsonObject.of("bearer", JsonObject.of("type", "http").and("scheme", "bearer"))
        .and(
            "apiKey", JsonObject.of("type", "apiKey").and("in", "header").and("name", "X-API-Key"));
  }

  /** Any of the ways to present a key; none, too, where everybody may ask. */
  static List<JsonObject> security(boolean open) {
    JsonObject bearer = JsonObject.of("bearer", List.of());
    JsonObject apiKey = JsonObject.of("apiKey", List.of());
    return open ? List.of(JsonObject.empty(), bearer, apiKey) : List.of(bearer, apiKey);
  }

  /** What every failure answers. */
  static JsonObject error() {
    return Schemas.object(
            List.of("error"),
            JsonObject.of("error", Schemas.string())
                .and("code", Schemas.integer(400))
                .and("type", Schemas.string())
                .and("message", Schemas.string()))
        .and("description", "code, type and message are there on routes of TorchServe.");
  }
}
