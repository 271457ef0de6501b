package dev.soban.server.v2;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.predict.Failures;
import dev.soban.net.Body;
import dev.soban.net.server.BodyReader;
import dev.soban.server.document.ModelDirectory;
import dev.soban.server.document.RepositoryIndex;
import dev.soban.server.document.ServerMetadata;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.HttpSurroundings;
import dev.soban.server.http.Route;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.transport.Refusal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Everything of the protocol that is told rather than computed: metadata, health, statistics. */
public final class ModelDocuments {
  private static final int MAX_INDEX_REQUEST_BYTES = 64 << 10;

  private final HttpSurroundings surroundings;
  private final JsonStreams json;
  private final ServerMetadata serverMetadata;
  private final ModelDirectory models;

  /**
   * @param version of the program
   */
  public ModelDocuments(HttpSurroundings surroundings, JsonStreams json, String version) {
    this.surroundings = surroundings;
    this.json = json;
    this.models = new ModelDirectory(surroundings.models());
    this.serverMetadata = new ServerMetadata(version, surroundings.changes().isPresent());
  }

  void server(Exchange exchange, Route route, BodyReader body) {
    exchange.json(200, serverMetadata::write);
  }

  void live(Exchange exchange, Route route, BodyReader body) {
    exchange.json(200, out -> writeFlag(out, "live", true));
  }

  void ready(Exchange exchange, Route route, BodyReader body) {
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

  /** The names of all models. */
  public void models(Exchange exchange, Route route, BodyReader body) {
    exchange.json(200, this::writeNames);
  }

  void metadata(Exchange exchange, Route route, BodyReader body) {
    exchange.json(200, models.metadata(route.model(), route.version())::write);
  }

  void config(Exchange exchange, Route route, BodyReader body) {
    exchange.json(200, models.config(route.model(), route.version())::write);
  }

  void statistics(Exchange exchange, Route route, BodyReader body) {
    exchange.json(200, models.statistics(route.model(), route.version())::write);
  }

  /** Whether a model answers, and if not, why. */
  public void modelReady(Exchange exchange, Route route, BodyReader body) {
    String trouble = models.trouble(route.model(), route.version());
    if (trouble.isEmpty()) {
      exchange.json(200, out -> writeReady(out, route.model()));
    } else {
      exchange.json(503, out -> writeUnready(out, route.model(), trouble));
    }
  }

  void index(Exchange exchange, Route route, BodyReader body) {
    var _ =
        body.readAll(MAX_INDEX_REQUEST_BYTES)
            .whenComplete((bytes, failure) -> index(exchange, bytes, failure));
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
