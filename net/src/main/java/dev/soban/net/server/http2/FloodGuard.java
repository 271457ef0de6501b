package dev.soban.net.server.http2;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Decides when a client sends too much that costs this side work and brings nothing. Each kind of
 * frame has an allowance that fills up again with time. Not thread-safe.
 */
final class FloodGuard {
  /** What is counted together. */
  enum Kind {
    /** Frames that ask nothing: pings, settings, priorities, empty data, frames unknown here. */
    IDLE_TALK(1_000, 100),
    /** Streams that end by force before their answer, whoever ends them. */
    RESET(1_000, 200);

    private final int burst;
    private final int perSecond;

    Kind(int burst, int perSecond) {
      this.burst = burst;
      this.perSecond = perSecond;
    }
  }

  private final long[] levels = new long[Kind.values().length];
  private final long[] drainedAtNanos = new long[Kind.values().length];

  FloodGuard(long nowNanos) {
    Arrays.fill(drainedAtNanos, nowNanos);
  }

  /** Counts one more; false when that is one too many. */
  boolean allows(Kind kind, long nowNanos) {
    int index = kind.ordinal();
    long nanosEach = TimeUnit.SECONDS.toNanos(1) / kind.perSecond;
    long drained = (nowNanos - drainedAtNanos[index]) / nanosEach;
    drainedAtNanos[index] += drained * nanosEach;
    levels[index] = Math.max(0, levels[index] - drained) + 1;
    return levels[index] <= kind.burst;
  }
}
