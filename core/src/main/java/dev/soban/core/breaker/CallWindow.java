package dev.soban.core.breaker;

import java.util.Arrays;

/** Counts of the latest calls. Not thread-safe. */
sealed interface CallWindow {
  void add(boolean failed, boolean slow, long nowNanos);

  /** Leaves out what is too old by now. */
  Counts counts(long nowNanos);

  void clear();

  /** How many calls, and how many of them failed or were slow. */
  record Counts(int calls, int failed, int slow) {
    static final Counts NONE = new Counts(0, 0, 0);

    Counts plus(boolean moreFailed, boolean moreSlow) {
      return new Counts(calls + 1, failed + (moreFailed ? 1 : 0), slow + (moreSlow ? 1 : 0));
    }

    Counts plus(Counts other) {
      return new Counts(calls + other.calls, failed + other.failed, slow + other.slow);
    }
  }

  static CallWindow of(BreakerSettings.Window window) {
    return switch (window) {
      case BreakerSettings.Window.Calls(int count) -> new LastCalls(count);
      case BreakerSettings.Window.Time(var span) -> new LastWhile(span.toNanos());
    };
  }

  /** A ring of outcomes, the newest over the oldest. */
  final class LastCalls implements CallWindow {
    private static final byte FAILED = 1;
    private static final byte SLOW = 2;

    private final byte[] outcomes;
    private int next;
    private int calls;
    private int failed;
    private int slow;

    LastCalls(int count) {
      outcomes = new byte[count];
    }

    @Override
    public void add(boolean callFailed, boolean callSlow, long nowNanos) {
      if (calls == outcomes.length) {
        failed -= outcomes[next] & FAILED;
        slow -= (outcomes[next] & SLOW) >> 1;
      } else {
        calls++;
      }
      outcomes[next] = (byte) ((callFailed ? FAILED : 0) | (callSlow ? SLOW : 0));
      failed += callFailed ? 1 : 0;
      slow += callSlow ? 1 : 0;
      next = (next + 1) % outcomes.length;
    }

    @Override
    public Counts counts(long nowNanos) {
      return new Counts(calls, failed, slow);
    }

    @Override
    public void clear() {
      next = 0;
      calls = 0;
      failed = 0;
      slow = 0;
    }
  }

  /** A ring of spans of time, a tenth of the whole each. */
  final class LastWhile implements CallWindow {
    private static final int SPANS = 10;

    private final long spanNanos;
    private final Counts[] spans = new Counts[SPANS];
    private long newestStartNanos;
    private int newest;
    private boolean started;

    LastWhile(long windowNanos) {
      spanNanos = windowNanos / SPANS;
      clear();
    }

    @Override
    public void add(boolean failed, boolean slow, long nowNanos) {
      advance(nowNanos);
      spans[newest] = spans[newest].plus(failed, slow);
    }

    @Override
    public Counts counts(long nowNanos) {
      advance(nowNanos);
      return Arrays.stream(spans).reduce(Counts.NONE, Counts::plus);
    }

    @Override
    public void clear() {
      Arrays.fill(spans, Counts.NONE);
      started = false;
    }

    private void advance(long nowNanos) {
      if (!started) {
        started = true;
        newestStartNanos = nowNanos;
      }
      long passed = (nowNanos - newestStartNanos) / spanNanos;
      for (long i = 0; i < Math.min(passed, SPANS); i++) {
        newest = (newest + 1) % SPANS;
        spans[newest] = Counts.NONE;
      }
      newestStartNanos += Math.max(0, passed) * spanNanos;
    }
  }
}
