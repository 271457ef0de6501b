package dev.soban.core.batch;

/** Is told of every run of the engine; quick, thread-safe, never throws. */
@FunctionalInterface
public interface BatchListener {
  void ran(long rows, long assembleNanos, long computeNanos, long scatterNanos);
}
