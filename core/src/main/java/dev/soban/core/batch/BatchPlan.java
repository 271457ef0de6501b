package dev.soban.core.batch;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.schedule.Bounds;
import java.time.Duration;

/**
 * How one model's requests become batches.
 *
 * @param merges whether requests may share a run and be split over several
 * @param settings in which order what waits gives rows, and how many
 * @param instances how many runs may go on at once
 * @param bounds how much may wait
 * @param weight turns on the compute threads for each turn of a model of weight 1
 */
public record BatchPlan(
    boolean merges, BatchingSettings settings, int instances, Bounds bounds, double weight) {
  public BatchPlan {
    if (instances < 1) {
      throw new IllegalArgumentException("instances: " + instances + " (expected: >= 1)");
    }
    if (!(weight > 0)) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: > 0)");
    }
  }

  /** As the scheduler sees it: a request that must run alone is one row, and a batch of its own. */
  BatchingSettings scheduling() {
    return merges
        ? settings
        : new BatchingSettings(
            1, Duration.ZERO, settings.policy(), settings.invariance(), settings.turns());
  }
}
