package dev.soban.core.lifecycle.change;

import dev.soban.core.model.ModelVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How much memory loaded versions may take together, and which leave when one more is to come: the
 * ones not used for longest, never pinned ones.
 *
 * @param bytes {@link #UNBOUNDED} for no limit
 */
public record MemoryBudget(long bytes) {
  public static final long UNBOUNDED = Long.MAX_VALUE;

  /**
   * A version in memory, or on its way there.
   *
   * @param settled whether it is ready, so that it can be unloaded
   */
  record Resident(ModelVersion id, long bytes, boolean pinned, boolean settled, long usedMillis) {}

  boolean fits(List<Resident> residents, long more) {
    return more <= bytes - sum(residents);
  }

  /** Which to unload so that so many bytes more fit; empty when even that would not do. */
  Optional<List<Resident>> toUnload(List<Resident> residents, long more) {
    long missing = more > bytes ? Long.MAX_VALUE : more - (bytes - sum(residents));
    List<Resident> leaving = new ArrayList<>();
    List<Resident> candidates =
        residents.stream()
            .filter(resident -> resident.settled() && !resident.pinned())
            .sorted(Comparator.comparingLong(Resident::usedMillis))
            .toList();
    for (Resident resident : candidates) {
      if (missing <= 0) {
        break;
      }
      leaving.add(resident);
      missing -= resident.bytes();
    }
    return missing <= 0 ? Optional.of(leaving) : Optional.empty();
  }

  private static long sum(List<Resident> residents) {
    return residents.stream().mapToLong(Resident::bytes).sum();
  }
}
