package dev.soban.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.predict.Failures;
import dev.soban.net.Body;
import dev.soban.net.server.BodyReader;
import dev.soban.server.document.ModelDirectory;
import dev.soban.server.document.RepositoryIndex;
import dev.soban.server.document.ServerMetadata;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.transport.Refusal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Everything of the protocol that is told rather than computed: metadata, health, statistics. */
final class ModelDocuments {
  private static final int MAX_INDEX_REQUEST_BYTES = 64 << 10;

  private final HttpSurroundings surroundings;
  private final JsonStreams json;
  private final ServerMetadata serverMetadata;
  private final ModelDirectory models;

  ModelDocuments(HttpSurroundings surroundings, JsonStreams json, String version) {
    this.surroundings = surroundings;
    this.json = json;
    this.models = new ModelDirectory(surroundings.models());
    this.serverMetadata = new ServerMetadata(version, surroundings.changes().isPresent());
  }

  void answer(Exchange exchange, Route route, BodyReader body) {
    switch (route.endpoint()) {
      case SERVER_METADATA -> exchange.json(200, serverMetadata::write);
      case LIVE -> exchange.json(200, out -> writeFlag(out, "live", true));
      case READY -> ready(exchange);
      case MODELS -> exchange.json(200, this::writeNames);
      case MODEL_METADATA ->
          exchange.json(200, models.metadata(route.model(), route.version())::write);
      case MODEL_READY -> modelReady(exchange, route);
      case MODEL_CONFIG -> exchange.json(200, models.config(route.model(), route.version())::write);
      case ALL_STATISTICS, MODEL_STATISTICS ->
          exchange.json(200, models.statistics(route.model(), route.version())::write);
      case REPOSITORY_INDEX -> {
        var _ =
            body.readAll(MAX_INDEX_REQUEST_BYTES)
                .whenComplete((bytes, failure) -> index(exchange, bytes, failure));
      }
      case INFER, PREDICTIONS, REPOSITORY_LOAD, REPOSITORY_UNLOAD ->
          throw new IllegalArgumentException("endpoint: " + route.endpoint());
    }
  }

  private void ready(Exchange exchange) {
    if (surroundings.readiness().ready()) {
      exchange.json(200, out -> writeFlag(out, "ready", true));
      return;
    }
    String why =
        switch (surroundings.readiness().stage()) {
          case STARTING -> "the server is starting";
          case READY -> "no model answers";
          case LEAVING, REFUSING -> "the server is shutting down";
        };
    exchange.json(503, out -> writeUnready(out, "", why));
  }

  private void modelReady(Exchange exchange, Route route) {
    String trouble = models.trouble(route.model(), route.version());
    if (trouble.isEmpty()) {
      exchange.json(200, out -> writeReady(out, route.model()));
    } else {
      exchange.json(503, out -> writeUnready(out, route.model(), trouble));
    }
  }

  private void index(Exchange exchange, @Nullable Body body, @Nullable Throwable failure) {
    if (body == null) {
      exchange.refuse(
          Refusal.ofBody(failure == null ? new IllegalStateException("no body") : failure));
      return;
    }
    try (body) {
      boolean readyOnly = RepositoryIndex.readyOnly(body.segment(), json);
      exchange.json(200, models.index(readyOnly)::write);
    } catch (RuntimeException e) {
      exchange.refuse(Refusal.of(Failures.of(e)));
    }
  }

  private void writeNames(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("models");
    for (String name : models.names()) {
      out.writeString(name);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void writeFlag(JsonGenerator out, String key, boolean value) throws IOException {
    out.writeStartObject();
    out.writeBooleanField(key, value);
    out.writeEndObject();
  }

  private static void writeReady(JsonGenerator out, String name) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", name);
    out.writeBooleanField("ready", true);
    out.writeEndObject();
  }

  private static void writeUnready(JsonGenerator out, String name, String why) throws IOException {
    out.writeStartObject();
    if (!name.isEmpty()) {
      out.writeStringField("name", name);
    }
    out.writeBooleanField("ready", false);
    out.writeStringField("error", why);
    out.writeEndObject();
  }
}
