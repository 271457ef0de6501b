package dev.soban.core.time;

/** Runs a task once, later. Tasks must be short: they share the timer's one thread. */
public interface Timer {
  /** Runs the task after at least the given nanoseconds, unless cancelled before. */
  Scheduled schedule(long delayNanos, Runnable task);

  /** A task that waits; cancelling it after it ran has no effect. */
  @FunctionalInterface
  interface Scheduled {
    void cancel();
  }
}
