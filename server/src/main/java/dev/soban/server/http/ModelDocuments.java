package dev.soban.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import dev.soban.net.Body;
import dev.soban.net.server.BodyReader;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.oip.ModelConfig;
import dev.soban.server.oip.ModelMetadata;
import dev.soban.server.oip.RepositoryIndex;
import dev.soban.server.oip.ServerMetadata;
import dev.soban.server.oip.StatisticsReport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything of the protocol that is told rather than computed: metadata, health, statistics. */
final class ModelDocuments {
  private static final int MAX_INDEX_REQUEST_BYTES = 64 << 10;

  private final HttpSurroundings surroundings;
  private final JsonStreams json;
  private final ServerMetadata serverMetadata;

  ModelDocuments(HttpSurroundings surroundings, JsonStreams json, String version) {
    this.surroundings = surroundings;
    this.json = json;
    this.serverMetadata = new ServerMetadata(version, surroundings.changes().isPresent());
  }

  void answer(Exchange exchange, Route route, BodyReader body) {
    switch (route.endpoint()) {
      case SERVER_METADATA -> exchange.json(200, serverMetadata::write);
      case LIVE -> exchange.json(200, out -> writeFlag(out, "live", true));
      case READY -> ready(exchange);
      case MODELS -> exchange.json(200, this::writeNames);
      case ALL_STATISTICS -> exchange.json(200, new StatisticsReport(allServed())::write);
      case MODEL_METADATA -> {
        Served served = served(route);
        exchange.json(200, new ModelMetadata(served.description(), readyVersions(route))::write);
      }
      case MODEL_READY -> modelReady(exchange, route);
      case MODEL_CONFIG -> exchange.json(200, new ModelConfig(served(route).description())::write);
      case MODEL_STATISTICS -> exchange.json(200, statistics(route)::write);
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
    try {
      Served served = served(route);
      String trouble = served.vitals().health().trouble();
      if (!trouble.isEmpty()) {
        exchange.json(503, out -> writeUnready(out, route.model(), trouble));
        return;
      }
      exchange.json(
          200,
          out -> {
            out.writeStartObject();
            out.writeStringField("name", served.id().name());
            out.writeBooleanField("ready", true);
            out.writeEndObject();
          });
    } catch (ModelNotReady notReady) {
      String why = String.valueOf(notReady.getMessage());
      exchange.json(503, out -> writeUnready(out, route.model(), why));
    }
  }

  private void index(Exchange exchange, @Nullable Body body, @Nullable Throwable failure) {
    if (body == null) {
      exchange.refuse(
          Refusal.ofBody(failure == null ? new IllegalStateException("no body") : failure));
      return;
    }
    try (body) {
      RepositoryIndex index = new RepositoryIndex(surroundings.models().all());
      boolean readyOnly = RepositoryIndex.readyOnly(body.segment(), json);
      exchange.json(200, (readyOnly ? index.ready() : index)::write);
    } catch (RuntimeException e) {
      exchange.refuse(Refusal.of(Failures.of(e)));
    }
  }

  private StatisticsReport statistics(Route route) {
    if (!route.version().isEmpty()) {
      return new StatisticsReport(List.of(served(route)));
    }
    List<VersionStatus> versions = surroundings.models().versions(route.model());
    return new StatisticsReport(servedOf(versions));
  }

  private Served served(Route route) {
    LoadedModels models = surroundings.models();
    return route.version().isEmpty()
        ? models.resolve(route.model())
        : models.resolve(route.model(), route.version());
  }

  private List<String> readyVersions(Route route) {
    return surroundings.models().versions(route.model()).stream()
        .filter(status -> status.state() == VersionState.READY)
        .map(VersionStatus::version)
        .toList();
  }

  private List<Served> allServed() {
    return servedOf(surroundings.models().all());
  }

  private static List<Served> servedOf(List<VersionStatus> versions) {
    return versions.stream().map(VersionStatus::served).flatMap(Optional::stream).toList();
  }

  private void writeNames(JsonGenerator out) throws IOException {
    List<String> names =
        surroundings.models().all().stream().map(VersionStatus::name).distinct().toList();
    out.writeStartObject();
    out.writeArrayFieldStart("models");
    for (String name : names) {
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
