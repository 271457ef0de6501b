package dev.soban.core.lifecycle;

import dev.soban.core.lifecycle.MemoryBudget.Resident;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final MemoryBudget budget;
  private final Executor closers;
  private final LongSupplier wallClockMillis;

  // Guarded by this:
  private final Map<ModelVersion, Place> places = new HashMap<>();
  private final Map<ModelVersion, Candidate> evicted = new HashMap<>();

  /**
   * What a version takes, from the beginning of its loading.
   *
   * @param served null while it loads for the first time
   */
  private record Place(Candidate candidate, boolean pinned, @Nullable Served served, long since) {
    Resident resident() {
      long used = served == null ? 0 : served.statistics().lastInferenceMillis();
      return new Resident(
          candidate.id(), candidate.memoryBytes(), pinned, served != null, Math.max(since, used));
    }
  }

  /**
   * @param closers runs what blocks until a version is freed, each on a thread of its own
   */
  Switchboard(
      LoadedModels models, MemoryBudget budget, Executor closers, LongSupplier wallClockMillis) {
    this.models = models;
    this.budget = budget;
    this.closers = closers;
    this.wallClockMillis = wallClockMillis;
  }

  /** Takes room for a version where there is some; otherwise it waits until it is asked for. */
  synchronized boolean takeFreeRoom(Candidate candidate, boolean pinned) {
    if (!budget.fits(residents(), candidate.memoryBytes())) {
      evicted.put(candidate.id(), candidate);
      note(candidate.id(), VersionState.UNLOADED, EVICTED);
      return false;
    }
    places.put(candidate.id(), new Place(candidate, pinned, null, 0));
    return true;
  }

  /**
   * Takes room for a version, and has others leave for it where there is none.
   *
   * @return completes when those are freed
   * @throws ModelNotReady when there is no room
   */
  synchronized CompletableFuture<Void> takeRoom(Candidate candidate, boolean pinned) {
    if (places.containsKey(candidate.id())) {
      return CompletableFuture.completedFuture(null);
    }
    Optional<List<Resident>> leaving = budget.toUnload(residents(), candidate.memoryBytes());
    if (leaving.isEmpty()) {
      throw noRoom(candidate);
    }
    CompletableFuture<?>[] freed =
        leaving.get().stream().map(this::evict).toArray(CompletableFuture<?>[]::new);
    places.put(candidate.id(), new Place(candidate, pinned, null, 0));
    return CompletableFuture.allOf(freed);
  }

  private List<Resident> residents() {
    return places.values().stream().map(Place::resident).toList();
  }

  private CompletableFuture<Void> evict(Resident resident) {
    ModelVersion id = resident.id();
    Place place = places.get(id);
    LOG.log(Level.INFO, "unloading model={0} version={1}: memory budget", id.name(), id.version());
    CompletableFuture<Void> freed = takeOut(id, VersionState.UNLOADED, EVICTED);
    if (place != null) {
      evicted.put(id, place.candidate());
    }
    return freed;
  }

  private ModelNotReady noRoom(Candidate candidate) {
    long mebibytes = Math.ceilDiv(candidate.memoryBytes(), 1L << 20);
    return new ModelNotReady(
        "model "
            + candidate.id()
            + ": needs about "
            + mebibytes
            + " MiB (expected: less than lifecycle.memory_budget leaves beside pinned versions, "
            + (budget.bytes() >> 20)
            + " MiB in all)");
  }

  /** Gives back the room of a version that did not become ready. */
  synchronized void giveUp(ModelVersion id) {
    Place place = places.get(id);
    if (place != null && place.served() == null) {
      places.remove(id);
    }
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
    places.put(candidate.id(), new Place(candidate, pinned, served, wallClockMillis.getAsLong()));
    evicted.remove(candidate.id());
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
    evicted.remove(id);
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
    evicted.computeIfPresent(candidate.id(), (id, before) -> candidate);
  }

  /** Notes where a version is that is not in memory. */
  synchronized void note(ModelVersion id, VersionState state, String reason) {
    models.put(new VersionStatus(id.name(), id.version(), state, reason, Optional.empty()));
  }

  synchronized void pin(ModelVersion id, boolean pinned) {
    places.computeIfPresent(
        id, (any, place) -> new Place(place.candidate(), pinned, place.served(), place.since()));
  }

  /** As it was when it was loaded; empty when it is not in memory. */
  synchronized Optional<Candidate> loaded(ModelVersion id) {
    Place place = places.get(id);
    return place == null || place.served() == null
        ? Optional.empty()
        : Optional.of(place.candidate());
  }

  /** A version that left for want of memory. */
  synchronized Optional<Candidate> evicted(ModelVersion id) {
    return Optional.ofNullable(evicted.get(id));
  }

  synchronized List<ModelVersion> inMemory() {
    List<ModelVersion> ids = new ArrayList<>();
    places.forEach(
        (id, place) -> {
          if (place.served() != null) {
            ids.add(id);
          }
        });
    return ids;
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
