package dev.soban.core.model;

import java.time.Duration;

/**
 * How requests share runs of the engine.
 *
 * @param maxBatchSize most rows in one run
 * @param maxQueueDelay how long the oldest row may wait for company while a batch is not full
 * @param policy in which order waiting rows run
 * @param invariance whether a row's answer may depend on the rows beside it
 * @param turns how waiting requests take turns
 */
public record BatchingSettings(
    int maxBatchSize,
    Duration maxQueueDelay,
    Policy policy,
    Invariance invariance,
    TurnSettings turns) {
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

  public BatchingSettings(
      int maxBatchSize, Duration maxQueueDelay, Policy policy, Invariance invariance) {
    this(maxBatchSize, maxQueueDelay, policy, invariance, TurnSettings.DEFAULT);
  }

  /** Order of waiting rows. */
  public enum Policy {
    /** Fair between tenants; small requests before large ones; nobody starves. */
    ADAPTIVE,
    /** Who came first is finished first. */
    FIFO,
    /** Every request in turn gets as many rows. */
    ROUND_ROBIN,
    /** A feedback queue: who used up the rows of one level goes on in the next lower one. */
    MLFQ
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
