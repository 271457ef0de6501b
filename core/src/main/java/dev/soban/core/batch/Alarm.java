package dev.soban.core.batch;

import dev.soban.core.time.Timer;
import org.jspecify.annotations.Nullable;

/** Runs its task at the earliest of the instants asked for. Guarded by its owner's lock. */
final class Alarm {
  private final Timer timer;
  private final Runnable task;
  private Timer.@Nullable Scheduled scheduled;
  private long atNanos;

  Alarm(Timer timer, Runnable task) {
    this.timer = timer;
    this.task = task;
  }

  /**
   * @param delayNanos {@link Long#MAX_VALUE} asks for nothing
   */
  void ringIn(long delayNanos, long nowNanos) {
    if (delayNanos == Long.MAX_VALUE) {
      return;
    }
    long wantedNanos = nowNanos + delayNanos;
    if (scheduled != null) {
      if (atNanos - wantedNanos <= 0) {
        return;
      }
      scheduled.cancel();
    }
    atNanos = wantedNanos;
    scheduled = timer.schedule(delayNanos, task);
  }

  /** To be called first by the task. */
  void rang() {
    scheduled = null;
  }

  void cancel() {
    if (scheduled != null) {
      scheduled.cancel();
      scheduled = null;
    }
  }
}
