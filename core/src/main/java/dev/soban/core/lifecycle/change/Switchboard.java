package dev.soban.core.lifecycle.change;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts versions into routing and takes them out, keeping to the memory budget; whatever comes out
 * is closed once, when no request holds it. Nothing here waits or loads. Thread-safe.
 */
final class Switchboard {
  private static final System.Logger LOG = System.getLogger(Switchboard.class.getName());
  private static final String EVICTED =
      "unloaded for want of memory; it comes back when it is asked for";

  private final LoadedModels models;
  private final Executor closers;
  private final LongSupplier wallClockMillis;

  // Guarded by this:
  private final Places places;

  /**
   * @param closers runs what blocks until a version is freed, each on a thread of its own
   */
  Switchboard(
      LoadedModels models, MemoryBudget budget, Executor closers, LongSupplier wallClockMillis) {
    this.models = models;
    this.places = new Places(budget);
    this.closers = closers;
    this.wallClockMillis = wallClockMillis;
  }

  /** Takes room for a version where there is some; otherwise it waits until it is asked for. */
  synchronized boolean takeFreeRoom(Candidate candidate, boolean pinned) {
    if (places.takeFree(candidate, pinned)) {
      return true;
    }
    note(candidate.id(), VersionState.UNLOADED, EVICTED);
    return false;
  }

  /**
   * Takes room for a version, and has others leave for it where there is none.
   *
   * @return completes when those are freed
   * @throws ModelNotReady when there is no room
   */
  synchronized CompletableFuture<Void> takeRoom(Candidate candidate, boolean pinned) {
    if (places.has(candidate.id())) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<?>[] freed =
        places.leavingFor(candidate).stream().map(this::evict).toArray(CompletableFuture<?>[]::new);
    places.take(candidate, pinned);
    return CompletableFuture.allOf(freed);
  }

  private CompletableFuture<Void> evict(ModelVersion id) {
    LOG.log(Level.INFO, "unloading model={0} version={1}: memory budget", id.name(), id.version());
    places.evict(id);
    return takeOut(id, VersionState.UNLOADED, EVICTED);
  }

  /** Gives back the room of a version that did not become ready. */
  synchronized void giveUp(ModelVersion id) {
    places.giveUp(id);
  }

  /** Lets requests reach a version; what answered in its place until now drains and is closed. */
  synchronized void ready(Candidate candidate, boolean pinned, Served served) {
    Served before = routed(candidate.id());
    CompletionStage<Void> released =
        models.replace(
            new VersionStatus(
                candidate.id().name(),
                candidate.id().version(),
                VersionState.READY,
                "",
                Optional.of(served)));
    places.settle(candidate, pinned, served, wallClockMillis.getAsLong());
    if (before != null) {
      var _ = closed(before, released);
    }
  }

  /**
   * Takes a version out of routing.
   *
   * @return completes when it is freed; at once when it was not in memory
   */
  synchronized CompletableFuture<Void> unload(ModelVersion id, String reason) {
    places.stayAway(id);
    Served served = routed(id);
    if (served == null) {
      note(id, VersionState.UNLOADED, reason);
      return CompletableFuture.completedFuture(null);
    }
    return takeOut(id, VersionState.DRAINING, reason).thenRun(() -> drained(id, served, reason));
  }

  private CompletableFuture<Void> takeOut(ModelVersion id, VersionState state, String reason) {
    Served served = routed(id);
    places.remove(id);
    Optional<Served> shown =
        state == VersionState.DRAINING ? Optional.ofNullable(served) : Optional.empty();
    CompletionStage<Void> released =
        models.replace(new VersionStatus(id.name(), id.version(), state, reason, shown));
    return served == null ? CompletableFuture.completedFuture(null) : closed(served, released);
  }

  private synchronized void drained(ModelVersion id, Served served, String reason) {
    boolean still =
        status(id)
            .filter(status -> status.state() == VersionState.DRAINING)
            .flatMap(VersionStatus::served)
            .filter(served::equals)
            .isPresent();
    if (still) {
      note(id, VersionState.UNLOADED, reason);
    }
  }

  /** Forgets a version that was unloaded for the given reason, unless it came back. */
  synchronized void forget(ModelVersion id, String reason) {
    boolean still =
        status(id)
            .filter(status -> status.state() == VersionState.UNLOADED)
            .filter(status -> status.reason().equals(reason))
            .isPresent();
    if (still) {
      models.remove(id.name(), id.version());
    }
  }

  /** What a version that left for want of memory will be when it comes back. */
  synchronized void comesBackAs(Candidate candidate) {
    places.comesBackAs(candidate);
  }

  /** Notes where a version is that is not in memory. */
  synchronized void note(ModelVersion id, VersionState state, String reason) {
    models.put(new VersionStatus(id.name(), id.version(), state, reason, Optional.empty()));
  }

  synchronized void pin(ModelVersion id, boolean pinned) {
    places.pin(id, pinned);
  }

  /** As it was when it was loaded; empty when it is not in memory. */
  synchronized Optional<Candidate> loaded(ModelVersion id) {
    return places.loaded(id);
  }

  /** A version that left for want of memory. */
  synchronized Optional<Candidate> evicted(ModelVersion id) {
    return places.evicted(id);
  }

  synchronized List<ModelVersion> inMemory() {
    return places.loaded();
  }

  private @Nullable Served routed(ModelVersion id) {
    return status(id)
        .filter(status -> status.state() == VersionState.READY)
        .flatMap(VersionStatus::served)
        .orElse(null);
  }

  private Optional<VersionStatus> status(ModelVersion id) {
    return models.status(id.name(), id.version());
  }

  private CompletableFuture<Void> closed(Served served, CompletionStage<Void> released) {
    return released.thenRunAsync(() -> close(served), closers).toCompletableFuture();
  }

  private static void close(Served served) {
    try {
      served.closing().run();
    } catch (RuntimeException | Error e) {
      // The edge of foreign code: whoever waits for the room must not wait for ever.
      LOG.log(Level.ERROR, "freeing model=" + served.id().name() + " failed", e);
    }
  }
}
