package dev.soban.core.lifecycle.change;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.state.LifecycleState.ModelState;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Conflict;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings one version from the repository into routing: room, load, checks, note, switch. What
 * serves in its place serves on until the switch, and for good when anything before it fails.
 * Whoever calls holds the model's lock.
 */
final class VersionLoad {
  private static final System.Logger LOG = System.getLogger(VersionLoad.class.getName());

  private final Switchboard switchboard;
  private final Book book;
  private final Duration patience;

  /** Keeps what is to be known of a version that is about to be ready. */
  @FunctionalInterface
  interface Keeping {
    void keep(ModelVersion id, Signature signature);
  }

  /**
   * @param patience how long to wait for memory that others are about to free
   */
  VersionLoad(Switchboard switchboard, Book book, Duration patience) {
    this.switchboard = switchboard;
    this.book = book;
    this.patience = patience;
  }

  /** As below; what is to be known of it is kept by and by. */
  void run(Candidate candidate) {
    run(
        candidate,
        (id, signature) ->
            book.changeUnsaved(id.name(), state -> state.withPromise(id.version(), signature)));
  }

  /**
   * @throws PredictionException when it does not become ready, with the reason
   */
  void run(Candidate candidate, Keeping keeping) {
    ModelVersion id = candidate.id();
    boolean first = switchboard.loaded(id).isEmpty();
    if (first) {
      switchboard.note(id, VersionState.LOADING, "");
    }
    try {
      await(switchboard.takeRoom(candidate, pinned(candidate)));
      switchTo(candidate, keeping);
    } catch (PredictionException e) {
      failed(id, String.valueOf(e.getMessage()), null, first);
      throw e;
    } catch (ModelLoadException e) {
      throw failed(id, String.valueOf(e.getMessage()), null, first);
    } catch (RuntimeException | Error e) {
      // The edge of foreign code: a thread that died here would leave the version loading for ever.
      throw failed(id, "unexpected failure: " + e, e, first);
    }
  }

  private void switchTo(Candidate candidate, Keeping keeping) throws ModelLoadException {
    Served served = candidate.loading().load();
    boolean switched = false;
    try {
      checkInterface(candidate.id(), served.description().signature());
      keeping.keep(candidate.id(), served.description().signature());
      switchboard.ready(candidate, pinned(candidate), served);
      switched = true;
    } finally {
      if (!switched) {
        served.closing().run();
      }
    }
    tell(served);
  }

  boolean pinned(Candidate candidate) {
    ModelState state = book.model(candidate.id().name());
    return state.pins().getOrDefault(candidate.id().version(), candidate.pinned());
  }

  private void checkInterface(ModelVersion id, Signature signature) {
    book.model(id.name())
        .brokenPromise(id.version(), signature)
        .ifPresent(
            broken -> {
              throw new Conflict("model " + id + ": " + broken);
            });
  }

  private void await(CompletableFuture<Void> freed) {
    freed.completeOnTimeout(null, patience.toNanos(), TimeUnit.NANOSECONDS).join();
  }

  private static void tell(Served served) {
    ModelVersion id = served.id();
    LOG.log(
        Level.INFO,
        "ready model={0} version={1} stack={2}",
        id.name(),
        id.version(),
        String.join(">", served.description().stack()));
    for (String remark : served.description().notes()) {
      LOG.log(Level.INFO, remark + " model=" + id.name() + " version=" + id.version());
    }
  }

  private ModelNotReady failed(
      ModelVersion id, String reason, @Nullable Throwable cause, boolean first) {
    if (first) {
      switchboard.giveUp(id);
      switchboard.note(id, VersionState.FAILED, reason);
    }
    String text = "cannot load model=" + id.name() + " version=" + id.version() + ": " + reason;
    LOG.log(Level.WARNING, first ? text : text + "; what was there before serves on", cause);
    return new ModelNotReady("model " + id + " cannot be loaded: " + reason);
  }
}
