package dev.soban.core.lifecycle.change;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Brings back, in the background, what somebody wants and nobody unloaded by hand: versions that
 * left for want of memory, and engines whose runs hang again and again. Thread-safe.
 */
final class AbsentVersions {
  private static final System.Logger LOG = System.getLogger(AbsentVersions.class.getName());
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final int HANGS_BEFORE_REVIVAL = 3;

  private final LoadedModels models;
  private final Switchboard switchboard;
  private final VersionLoad versionLoad;
  private final Turns turns;
  private final Executor background;
  private final Set<ModelVersion> comingBack = ConcurrentHashMap.newKeySet();
  private final Set<Served> revived = ConcurrentHashMap.newKeySet();

  AbsentVersions(
      LoadedModels models,
      Switchboard switchboard,
      VersionLoad versionLoad,
      Turns turns,
      Executor background) {
    this.models = models;
    this.switchboard = switchboard;
    this.versionLoad = versionLoad;
    this.turns = turns;
    this.background = background;
  }

  /**
   * How soon a version that cannot answer will, now that it is wanted; zero when nobody knows. Runs
   * on event loops.
   */
  Duration wanted(VersionStatus status) {
    if (status.state() == VersionState.LOADING) {
      return SOON;
    }
    if (status.state() != VersionState.UNLOADED || turns.ended()) {
      return Duration.ZERO;
    }
    ModelVersion id = new ModelVersion(status.name(), status.version());
    if (switchboard.evicted(id).isEmpty()) {
      return Duration.ZERO;
    }
    if (comingBack.add(id)) {
      background.execute(() -> comeBack(id));
    }
    return SOON;
  }

  private void comeBack(ModelVersion id) {
    try {
      load(id, () -> switchboard.evicted(id).ifPresent(versionLoad::run));
    } finally {
      comingBack.remove(id);
    }
  }

  /**
   * Loads a version anew, beside itself, when its runs hang again and again: its threads were
   * replaced, but whatever its engine holds on to was not. Once for each loaded engine.
   */
  void revive(Served served) {
    boolean hangsAgain = served.workload().get().hung().runs() >= HANGS_BEFORE_REVIVAL;
    if (hangsAgain && !turns.ended() && revived.add(served)) {
      LOG.log(Level.WARNING, "loading {0} anew, as its runs hang", served.id());
      background.execute(() -> load(served.id(), () -> reviveNow(served)));
    }
  }

  private void reviveNow(Served served) {
    ModelVersion id = served.id();
    boolean serves =
        models.status(id.name(), id.version()).flatMap(VersionStatus::served).stream()
            .anyMatch(served::equals);
    if (serves) {
      switchboard.loaded(id).ifPresent(versionLoad::run);
    }
    revived.remove(served);
  }

  private void load(ModelVersion id, Runnable loading) {
    try {
      turns.take(
          id.name(),
          () -> {
            loading.run();
            return true;
          });
    } catch (PredictionException e) {
      LOG.log(Level.DEBUG, "noted as the state of {0}", id);
    }
  }
}
