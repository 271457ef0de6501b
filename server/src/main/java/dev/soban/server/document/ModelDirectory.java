package dev.soban.server.document;

import dev.soban.core.lifecycle.Lease;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import java.util.List;
import java.util.Optional;

/**
 * Finds models as requests name them: by name, and by version or alias, where an empty one stands
 * for whatever answers by default. Thread-safe.
 */
public record ModelDirectory(LoadedModels models) {
  /**
   * The version that answers; the caller closes the lease.
   *
   * @throws dev.soban.core.predict.PredictionException when there is none
   */
  public Lease acquire(String model, String version) {
    return version.isEmpty() ? models.acquire(model) : models.acquire(model, version);
  }

  /**
   * The version that answers, to look at.
   *
   * @throws dev.soban.core.predict.PredictionException when there is none
   */
  public Served served(String model, String version) {
    return version.isEmpty() ? models.resolve(model) : models.resolve(model, version);
  }

  /** Why a model that is there does not answer; empty when it does. */
  public String trouble(String model, String version) {
    try {
      return served(model, version).vitals().health().trouble();
    } catch (ModelNotReady notReady) {
      return String.valueOf(notReady.getMessage());
    }
  }

  /** The names of all models. */
  public List<String> names() {
    return models.all().stream().map(VersionStatus::name).distinct().toList();
  }

  public ModelMetadata metadata(String model, String version) {
    List<String> ready =
        models.versions(model).stream()
            .filter(status -> status.state() == VersionState.READY)
            .map(VersionStatus::version)
            .toList();
    return new ModelMetadata(served(model, version).description(), ready);
  }

  public ModelConfig config(String model, String version) {
    return new ModelConfig(served(model, version).description());
  }

  /** Of one version, of all of a model, or of all models when its name is empty. */
  public StatisticsReport statistics(String model, String version) {
    if (!version.isEmpty()) {
      return new StatisticsReport(List.of(served(model, version)));
    }
    List<VersionStatus> versions = model.isEmpty() ? models.all() : models.versions(model);
    return new StatisticsReport(
        versions.stream().map(VersionStatus::served).flatMap(Optional::stream).toList());
  }

  public RepositoryIndex index(boolean readyOnly) {
    RepositoryIndex all = new RepositoryIndex(models.all());
    return readyOnly ? all.ready() : all;
  }
}
