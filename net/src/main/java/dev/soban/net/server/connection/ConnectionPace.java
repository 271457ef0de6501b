package dev.soban.net.server.connection;

import dev.soban.net.server.ServerLimits;

/**
 * Decides when a client is too slow. It is shown, now and then, what the connection waits for and
 * how far that has come; a limit may be overstepped by the time between two such observations.
 */
public final class ConnectionPace {
  /** What the connection waits for. */
  public enum Phase {
    /** The next request; progress counts requests. */
    IDLE,
    /** The rest of a head; progress counts requests. */
    HEAD,
    /** A body that somebody wants; progress counts its bytes. */
    BODY,
    /** The peer to take what is ready; progress counts bytes taken. */
    WRITING,
    /** The handler, which has no limit here. */
    HANDLING
  }

  /** What is to be done. */
  public enum Verdict {
    FINE,
    CLOSE_IDLE,
    REFUSE_SLOW_HEAD,
    REFUSE_SLOW_BODY,
    ABORT_STALLED
  }

  private final ServerLimits.Pace limits;
  private Phase phase = Phase.HANDLING;
  private long sinceNanos;
  private long mark;

  public ConnectionPace(ServerLimits.Pace limits) {
    this.limits = limits;
  }

  public Verdict observe(long nowNanos, Phase seen, long progress) {
    boolean moved = progress > mark && seen != Phase.BODY;
    if (seen != phase || moved) {
      restart(nowNanos, seen, progress);
      return Verdict.FINE;
    }
    long elapsed = nowNanos - sinceNanos;
    return switch (seen) {
      case IDLE -> elapsed < limits.idle().toNanos() ? Verdict.FINE : Verdict.CLOSE_IDLE;
      case HEAD -> elapsed < limits.header().toNanos() ? Verdict.FINE : Verdict.REFUSE_SLOW_HEAD;
      case WRITING ->
          elapsed < limits.responseStall().toNanos() ? Verdict.FINE : Verdict.ABORT_STALLED;
      case BODY -> body(nowNanos, elapsed, progress);
      case HANDLING -> Verdict.FINE;
    };
  }

  private Verdict body(long nowNanos, long elapsed, long progress) {
    if (elapsed < limits.bodyWindow().toNanos()) {
      return Verdict.FINE;
    }
    double seconds = elapsed / 1e9;
    boolean tooSlow = progress - mark < limits.bodyBytesPerSecond() * seconds;
    restart(nowNanos, Phase.BODY, progress);
    return tooSlow ? Verdict.REFUSE_SLOW_BODY : Verdict.FINE;
  }

  private void restart(long nowNanos, Phase seen, long progress) {
    phase = seen;
    sinceNanos = nowNanos;
    mark = progress;
  }
}
