package dev.soban.core.lifecycle.change;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.change.MemoryBudget.Resident;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which versions take room in memory, and which left for want of it and come back when they are
 * asked for. Decides only; guarded by its owner's lock.
 */
final class Places {
  private final MemoryBudget budget;
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

  Places(MemoryBudget budget) {
    this.budget = budget;
  }

  /** Takes room where there is some; otherwise the version counts as evicted. */
  boolean takeFree(Candidate candidate, boolean pinned) {
    if (!budget.fits(residents(), candidate.memoryBytes())) {
      evicted.put(candidate.id(), candidate);
      return false;
    }
    take(candidate, pinned);
    return true;
  }

  boolean has(ModelVersion id) {
    return places.containsKey(id);
  }

  /**
   * Who has to leave so that there is room.
   *
   * @throws ModelNotReady when there would be none even then
   */
  List<ModelVersion> leavingFor(Candidate candidate) {
    return budget
        .toUnload(residents(), candidate.memoryBytes())
        .orElseThrow(() -> noRoom(candidate))
        .stream()
        .map(Resident::id)
        .toList();
  }

  /** Takes room, whether there is some or not. */
  void take(Candidate candidate, boolean pinned) {
    places.put(candidate.id(), new Place(candidate, pinned, null, 0));
  }

  /** It serves from now on. */
  void settle(Candidate candidate, boolean pinned, Served served, long nowMillis) {
    places.put(candidate.id(), new Place(candidate, pinned, served, nowMillis));
    evicted.remove(candidate.id());
  }

  /** Gives back the room of a version that did not become ready. */
  void giveUp(ModelVersion id) {
    Place place = places.get(id);
    if (place != null && place.served() == null) {
      places.remove(id);
    }
  }

  /** It leaves until it is asked for again. */
  void evict(ModelVersion id) {
    Place place = places.remove(id);
    if (place != null) {
      evicted.put(id, place.candidate());
    }
  }

  void remove(ModelVersion id) {
    places.remove(id);
  }

  /** Should it have left for want of memory, it does not come back by itself. */
  void stayAway(ModelVersion id) {
    evicted.remove(id);
  }

  /** What a version that was evicted will be when it comes back. */
  void comesBackAs(Candidate candidate) {
    evicted.computeIfPresent(candidate.id(), (id, before) -> candidate);
  }

  void pin(ModelVersion id, boolean pinned) {
    places.computeIfPresent(
        id, (any, place) -> new Place(place.candidate(), pinned, place.served(), place.since()));
  }

  /** As it was when it was loaded; empty when it is not in memory. */
  Optional<Candidate> loaded(ModelVersion id) {
    Place place = places.get(id);
    return place == null || place.served() == null
        ? Optional.empty()
        : Optional.of(place.candidate());
  }

  /** Those in memory. */
  List<ModelVersion> loaded() {
    List<ModelVersion> ids = new ArrayList<>();
    places.forEach(
        (id, place) -> {
          if (place.served() != null) {
            ids.add(id);
          }
        });
    return ids;
  }

  Optional<Candidate> evicted(ModelVersion id) {
    return Optional.ofNullable(evicted.get(id));
  }

  private List<Resident> residents() {
    return places.values().stream().map(Place::resident).toList();
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
}
