package dev.soban.server.sagemaker;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.net.HeaderName;
import dev.soban.net.server.RequestHead;
import dev.soban.server.http.Route;
import java.util.List;
import java.util.Optional;

/**
 * Finds the model of a request whose path names none: in the query, in a header, in the settings,
 * or because there is only one.
 *
 * @param usual the name in the settings, if there is one
 */
public record TargetModel(LoadedModels models, Optional<String> usual) {
  private static final HeaderName TARGET = HeaderName.of("x-amzn-sagemaker-target-model");
  private static final String ARCHIVE = ".tar.gz";

  Route of(Route route, RequestHead head) {
    String version = head.queryParameter("model_version");
    return new Route(route.endpoint(), name(head), version == null ? "" : version);
  }

  private String name(RequestHead head) {
    String query = head.queryParameter("model_name");
    if (query != null && !query.isEmpty()) {
      return query;
    }
    String header = head.headers().get(TARGET);
    if (header != null && !header.isBlank()) {
      return withoutArchive(header.trim());
    }
    return usual.orElseGet(this::only);
  }

  /** SageMaker names models by the archive that they come in. */
  private static String withoutArchive(String target) {
    String path = target.startsWith("/") ? target.substring(1) : target;
    return path.endsWith(ARCHIVE) ? path.substring(0, path.length() - ARCHIVE.length()) : path;
  }

  private String only() {
    List<VersionStatus> all = models.all();
    List<String> ready =
        all.stream()
            .filter(status -> status.served().isPresent())
            .map(VersionStatus::name)
            .distinct()
            .toList();
    List<String> names =
        ready.isEmpty() ? all.stream().map(VersionStatus::name).distinct().toList() : ready;
    if (names.size() == 1) {
      return names.getFirst();
    }
    throw new InvalidInput(
        "model: not named, and "
            + (names.isEmpty() ? "there is none" : "there are " + String.join(", ", names))
            + " (expected: ?model_name=, the header X-Amzn-SageMaker-Target-Model, or"
            + " http.default_model in soban.yaml)");
  }
}
