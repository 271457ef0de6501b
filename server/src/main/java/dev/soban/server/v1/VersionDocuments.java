package dev.soban.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.PredictionException.ModelNotFound;
import dev.soban.net.server.BodyReader;
import dev.soban.server.document.ModelDirectory;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.Route;
import java.io.IOException;
import java.util.List;

/** What TensorFlow Serving tells of versions: their states, and their signatures. */
public final class VersionDocuments {
  private final LoadedModels models;

  public VersionDocuments(LoadedModels models) {
    this.models = models;
  }

  /** The states of all versions, or of the one that is named. */
  public void status(Exchange exchange, Route route, BodyReader body) {
    List<VersionStatus> versions =
        route.version().isEmpty() ? models.versions(route.model()) : List.of(named(route));
    exchange.json(200, out -> writeStatus(out, versions));
  }

  void metadata(Exchange exchange, Route route, BodyReader body) {
    exchange.json(
        200,
        new SignatureDefinition(
                new ModelDirectory(models).served(route.model(), route.version()).description())
            ::write);
  }

  private VersionStatus named(Route route) {
    String version = models.aliases(route.model()).getOrDefault(route.version(), route.version());
    List<VersionStatus> versions = models.versions(route.model());
    return versions.stream()
        .filter(status -> status.version().equals(version))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelNotFound(
                    "model "
                        + route.model()
                        + ": no version "
                        + version
                        + " (expected: "
                        + String.join(", ", versions.stream().map(VersionStatus::version).toList())
                        + ")"));
  }

  private static void writeStatus(JsonGenerator out, List<VersionStatus> versions)
      throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("model_version_status");
    for (VersionStatus status : versions) {
      out.writeStartObject();
      out.writeStringField("version", status.version());
      out.writeStringField("state", state(status.state()));
      out.writeObjectFieldStart("status");
      boolean failed = status.state() == VersionState.FAILED;
      out.writeStringField("error_code", failed ? "INTERNAL" : "OK");
      out.writeStringField("error_message", failed ? status.reason() : "");
      out.writeEndObject();
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static String state(VersionState state) {
    return switch (state) {
      case LOADING -> "LOADING";
      case READY -> "AVAILABLE";
      case DRAINING -> "UNLOADING";
      case UNLOADED, FAILED -> "END";
    };
  }
}
