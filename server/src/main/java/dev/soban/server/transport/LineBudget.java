package dev.soban.server.transport;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a flood of like lines out of the log: so many of a kind in a second, then silence and a
 * count. Writing lines blocks, and refusals come in floods just when there is no time for that.
 * Thread-safe; kinds must be few.
 */
final class LineBudget {
  /** The line is not to be written. */
  static final int LEAVE_OUT = -1;

  private static final long SECOND_NANOS = 1_000_000_000L;

  private final int linesPerSecond;
  private final ConcurrentHashMap<String, Kind> kinds = new ConcurrentHashMap<>();

  LineBudget(int linesPerSecond) {
    this.linesPerSecond = linesPerSecond;
  }

  /** How many like lines were left out before this one, or {@link #LEAVE_OUT}. */
  int ask(String kind, long nowNanos) {
    return kinds.computeIfAbsent(kind, any -> new Kind(nowNanos)).ask(nowNanos, linesPerSecond);
  }

  private static final class Kind {
    private long sinceNanos;
    private int written;
    private int leftOut;

    Kind(long nowNanos) {
      sinceNanos = nowNanos;
    }

    synchronized int ask(long nowNanos, int linesPerSecond) {
      if (nowNanos - sinceNanos >= SECOND_NANOS) {
        sinceNanos = nowNanos;
        written = 0;
      }
      if (written == linesPerSecond) {
        leftOut++;
        return LEAVE_OUT;
      }
      written++;
      int before = leftOut;
      leftOut = 0;
      return before;
    }
  }
}
