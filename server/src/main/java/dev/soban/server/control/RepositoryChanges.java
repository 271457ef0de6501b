package dev.soban.server.control;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.ModelControl;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import java.util.List;

/**
 * Loading and unloading as the inference protocol means it: of a model, not of one of its versions.
 * To load is to look through the repository again and to make sure that the version answers which
 * answers by default; to unload is to unload every version. Thread-safe.
 *
 * @param changes runs them
 */
public record RepositoryChanges(LoadedModels models, Changes changes) {
  /** How it is said where this is not offered. */
  public static final String NOT_OFFERED =
      "loading and unloading over this protocol is not offered";

  /**
   * @param outcome hears whether anything changed
   */
  public void load(String model, String actor, Changes.Outcome<Boolean> outcome) {
    changes.make(actor, "load " + model, control -> load(control, model, actor), outcome);
  }

  /**
   * @param outcome hears whether anything changed
   */
  public void unload(String model, String actor, Changes.Outcome<Boolean> outcome) {
    changes.make(actor, "unload " + model, control -> unload(control, model, actor), outcome);
  }

  private boolean load(ModelControl control, String model, String actor) {
    List<String> found = control.reload(actor);
    VersionStatus usual = usual(model);
    boolean ready = usual.state() == VersionState.READY;
    if (!ready) {
      var _ = control.load(model, usual.version(), actor);
    }
    return !ready || !found.isEmpty();
  }

  /** The version that is to answer where none is asked for. */
  private VersionStatus usual(String model) {
    List<VersionStatus> versions = models.versions(model);
    String champion = models.aliases(model).get(LoadedModels.DEFAULT_ALIAS);
    return versions.stream()
        .filter(status -> status.version().equals(champion))
        .findFirst()
        .orElseGet(versions::getLast);
  }

  private boolean unload(ModelControl control, String model, String actor) {
    List<VersionStatus> ready =
        models.versions(model).stream()
            .filter(status -> status.state() == VersionState.READY)
            .toList();
    ready.forEach(status -> control.unload(model, status.version(), actor));
    return !ready.isEmpty();
  }
}
