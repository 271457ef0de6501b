package dev.soban.core.batch;

/** Is told of every run of the engine; quick, thread-safe, never throws. */
@FunctionalInterface
public interface BatchListener {
  void ran(long rows, long assembleNanos, long computeNanos, long scatterNanos);

  /** A run gave no answer for so long that nobody waits for it any more. */
  default void hung(long rows, long afterNanos) {}
}
