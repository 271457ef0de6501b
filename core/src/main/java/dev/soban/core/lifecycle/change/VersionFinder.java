package dev.soban.core.lifecycle.change;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.lifecycle.change.Repository.Contents;
import dev.soban.core.lifecycle.change.Repository.Rejected;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.ModelNotFound;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import java.util.List;

/** Finds a version that somebody names, or says in full why there is none. */
final class VersionFinder {
  private final LoadedModels models;
  private final Repository repository;

  VersionFinder(LoadedModels models, Repository repository) {
    this.models = models;
    this.repository = repository;
  }

  /**
   * A version that is known, whatever its state.
   *
   * @throws ModelNotFound with the versions that there are
   */
  VersionStatus known(String model, String version) {
    return models
        .status(model, version)
        .filter(any -> ModelVersion.validVersion(version))
        .orElseThrow(() -> models.noSuch(model, version));
  }

  /**
   * A version as the repository has it now; blocking.
   *
   * @throws ModelNotFound when it has none such
   * @throws ModelNotReady when it has one that cannot even be tried
   */
  Candidate inRepository(String model, String version) {
    Contents contents = repository.look();
    return contents
        .candidate(model, version)
        .orElseThrow(
            () ->
                contents
                    .rejected(model, version)
                    .<PredictionException>map(why -> notReady(model, version, why))
                    .orElseGet(() -> notFound(model, version, contents)));
  }

  private static ModelNotReady notReady(String model, String version, Rejected why) {
    return new ModelNotReady(
        "model " + model + "/" + version + " cannot be loaded: " + why.reason());
  }

  private static ModelNotFound notFound(String model, String version, Contents contents) {
    List<String> versions =
        contents.candidates().stream()
            .map(Candidate::id)
            .filter(id -> id.name().equals(model))
            .map(ModelVersion::version)
            .toList();
    return new ModelNotFound(
        versions.isEmpty()
            ? "model " + model + ": not found in the repository"
            : "model "
                + model
                + ": no version "
                + version
                + " in the repository (expected: "
                + String.join(", ", versions)
                + ")");
  }
}
