package dev.soban.core.batch;

/** What a run of the engine usually takes, learned from the runs so far. Guarded by its owner. */
final class RunTimes {
  private static final double WEIGHT = 0.1;

  private double averageNanos;

  void learn(long elapsedNanos) {
    averageNanos =
        averageNanos == 0 ? elapsedNanos : averageNanos + WEIGHT * (elapsedNanos - averageNanos);
  }

  /** 0 while nothing ran yet. */
  long averageNanos() {
    return (long) averageNanos;
  }
}
