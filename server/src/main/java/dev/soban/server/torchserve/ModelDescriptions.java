package dev.soban.server.torchserve;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.net.server.BodyReader;
import dev.soban.server.document.ModelDirectory;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.Route;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists models and describes them as TorchServe's management routes do, as far as it is known. */
public final class ModelDescriptions {
  private static final int USUAL_LIMIT = 100;

  private final LoadedModels models;

  public ModelDescriptions(LoadedModels models) {
    this.models = models;
  }

  void list(Exchange exchange, Route route, BodyReader body) {
    List<String> names = new ModelDirectory(models).names();
    int limit = number(exchange, "limit", 1).orElse(USUAL_LIMIT);
    int from = Math.min(number(exchange, "next_page_token", 0).orElse(0), names.size());
    int to = (int) Math.min((long) from + limit, names.size());
    exchange.json(200, out -> writePage(out, names.subList(from, to), to < names.size() ? to : 0));
  }

  private static Optional<Integer> number(Exchange exchange, String name, int least) {
    String text = exchange.head().queryParameter(name);
    return text == null ? Optional.empty() : Optional.of(number(name, text, least));
  }

  private static int number(String name, String text, int least) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, in the same words as one that is too small.
    }
    throw new InvalidInput(name + ": " + text + " (expected: an integer >= " + least + ")");
  }

  /**
   * @param next where the next page begins; 0 when there is none
   */
  private static void writePage(JsonGenerator out, List<String> names, int next)
      throws IOException {
    out.writeStartObject();
    if (next > 0) {
      out.writeStringField("nextPageToken", Integer.toString(next));
    }
    out.writeArrayFieldStart("models");
    for (String name : names) {
      out.writeStartObject();
      out.writeStringField("modelName", name);
      out.writeStringField("modelUrl", name);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** One version: the one that is named, else the one that answers, else the highest. */
  void describe(Exchange exchange, Route route, BodyReader body) {
    List<VersionStatus> versions = models.versions(route.model());
    String version = version(route, versions);
    Optional<VersionStatus> asked =
        versions.stream().filter(status -> status.version().equals(version)).findFirst();
    if (asked.isEmpty()) {
      // Throws, in the words that every route has for it.
      var _ = models.resolve(route.model(), version);
    }
    exchange.json(200, out -> write(out, asked.stream().toList()));
  }

  private String version(Route route, List<VersionStatus> versions) {
    @Nullable String named =
        route.version().isEmpty()
            ? models.aliases(route.model()).get(LoadedModels.DEFAULT_ALIAS)
            : models.aliases(route.model()).getOrDefault(route.version(), route.version());
    if (named != null) {
      return named;
    }
    return versions.reversed().stream()
        .filter(status -> status.served().isPresent())
        .findFirst()
        .orElse(versions.getLast())
        .version();
  }

  void describeAll(Exchange exchange, Route route, BodyReader body) {
    List<VersionStatus> versions = models.versions(route.model());
    exchange.json(200, out -> write(out, versions));
  }

  private static void write(JsonGenerator out, List<VersionStatus> versions) throws IOException {
    out.writeStartArray();
    for (VersionStatus status : versions) {
      new VersionDescription(status).write(out);
    }
    out.writeEndArray();
  }
}
