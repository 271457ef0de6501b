package dev.soban.core.batch;

/**
 * What a run of the engine usually takes, learned from the runs so far. Guarded by its owner.
 *
 * <p>A run that was pushed off its core looks a hundred times as long as it is, so no single run
 * counts for more than twice the average.
 */
final class RunTimes {
  private static final double WEIGHT = 0.1;

  private double averageNanos;

  void learn(long elapsedNanos) {
    if (averageNanos == 0) {
      averageNanos = elapsedNanos;
    } else {
      averageNanos += WEIGHT * (Math.min((double) elapsedNanos, 2 * averageNanos) - averageNanos);
    }
  }

  /** 0 while nothing ran yet. */
  long averageNanos() {
    return (long) averageNanos;
  }
}
