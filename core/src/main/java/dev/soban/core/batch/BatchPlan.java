package dev.soban.core.batch;

import dev.soban.core.model.BatchingSettings.Policy;

/**
 * How one model's requests become batches.
 *
 * @param merges whether requests may share a run and be split over several
 * @param maxRows most rows in one run, when requests merge
 * @param maxDelayNanos how long the oldest may wait while a batch is not full
 * @param policy in which order waiting requests give rows
 * @param instances how many runs may go on at once
 * @param maxRequests how many requests may wait
 */
public record BatchPlan(
    boolean merges,
    int maxRows,
    long maxDelayNanos,
    Policy policy,
    int instances,
    int maxRequests) {
  public BatchPlan {
    if (maxRows < 1 || instances < 1 || maxRequests < 1) {
      throw new IllegalArgumentException(
          "maxRows, instances, maxRequests: "
              + maxRows
              + ", "
              + instances
              + ", "
              + maxRequests
              + " (expected: >= 1)");
    }
  }
}
