package dev.soban.core.model;

import java.time.Duration;

/**
 * How requests share runs of the engine.
 *
 * @param maxBatchSize most rows in one run
 * @param maxQueueDelay how long the oldest row may wait for company while a batch is not full
 * @param policy in which order waiting rows run
 * @param invariance whether a row's answer may depend on the rows beside it
 */
public record BatchingSettings(
    int maxBatchSize, Duration maxQueueDelay, Policy policy, Invariance invariance) {
  public static final BatchingSettings DEFAULT =
      new BatchingSettings(10, Duration.ZERO, Policy.ADAPTIVE, Invariance.AUTO);

  public BatchingSettings {
    if (maxBatchSize < 1) {
      throw new IllegalArgumentException("max_batch_size: " + maxBatchSize + " (expected: >= 1)");
    }
    if (maxQueueDelay.isNegative()) {
      throw new IllegalArgumentException(
          "max_queue_delay: " + maxQueueDelay + " (expected: not negative)");
    }
  }

  /** Order of waiting rows. */
  public enum Policy {
    ADAPTIVE,
    FIFO
  }

  /** What is known of a model's rows. */
  public enum Invariance {
    /** A check at load decides. */
    AUTO,
    /** Rows never influence one another: requests may share a run. */
    TRUE,
    /** They do: every request runs alone. */
    FALSE
  }
}
