package dev.soban.core.schedule.share;

/**
 * How fast the small requests of one account or class get through, and whether that is too slow:
 * when every one that starts has waited for longer than its target, for so long on end, requests
 * queue up for good instead of in bursts (the idea of CoDel [1]).
 *
 * <p>[1] Nichols, Jacobson, Controlling Queue Delay, ACM Queue 2012.
 */
public final class Pace {
  private static final long INTERVAL_NANOS = 100_000_000;

  private boolean slow;
  private long slowSinceNanos;
  private boolean congested;
  private boolean measures;
  private long windowBeganNanos;
  private long windowRows;
  private double rowsPerNano;

  /** A small request gets its first rows. */
  public void started(long waitedNanos, long targetNanos, long nowNanos) {
    if (waitedNanos < targetNanos) {
      slow = false;
    } else if (!slow) {
      slow = true;
      slowSinceNanos = nowNanos;
    } else if (nowNanos - slowSinceNanos >= INTERVAL_NANOS) {
      congested = true;
    }
  }

  /** Rows got through, and so many small ones are left. */
  public void served(long rows, long smallRowsLeft, long targetNanos, long nowNanos) {
    if (!measures) {
      measures = true;
      windowBeganNanos = nowNanos;
    } else if (nowNanos - windowBeganNanos >= INTERVAL_NANOS) {
      rowsPerNano = (double) windowRows / (nowNanos - windowBeganNanos);
      windowBeganNanos = nowNanos;
      windowRows = 0;
    }
    windowRows += rows;
    if (congested && smallRowsLeft <= rowsPerNano * targetNanos / 2) {
      congested = false;
      slow = false;
    }
  }

  /** Nothing waits any more. */
  public void rest() {
    slow = false;
    congested = false;
    measures = false;
    windowRows = 0;
  }

  public boolean congested() {
    return congested;
  }

  /** Whether one more small request would get through in time behind so many rows. */
  public boolean allows(long smallRows, long targetNanos) {
    return !congested || smallRows < rowsPerNano * targetNanos;
  }

  /** Until the rows that are too many got through. */
  public long excessNanos(long smallRows, long targetNanos) {
    return rowsPerNano == 0 ? targetNanos : (long) (smallRows / rowsPerNano) - targetNanos / 2;
  }
}
