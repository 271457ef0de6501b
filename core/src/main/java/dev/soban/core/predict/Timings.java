package dev.soban.core.predict;

/**
 * Nanoseconds that one request spent in each phase, and how many rows and batches it took. Written
 * by whoever holds the request at the time: transport, prepare, batcher, one after the other.
 */
public final class Timings {
  private final long[] nanos = new long[Phase.values().length];
  private final long startedAtNanos;
  private long rows;
  private int batches;

  /**
   * @param startedAtNanos ticker reading when the request arrived
   */
  public Timings(long startedAtNanos) {
    this.startedAtNanos = startedAtNanos;
  }

  public long startedAtNanos() {
    return startedAtNanos;
  }

  public synchronized void add(Phase phase, long elapsedNanos) {
    nanos[phase.ordinal()] += elapsedNanos;
  }

  public synchronized long nanos(Phase phase) {
    return nanos[phase.ordinal()];
  }

  /** Notes one run of the engine with some of the request's rows. */
  public synchronized void ran(long rowsInRun) {
    rows += rowsInRun;
    batches++;
  }

  /** Rows that the engine ran for this request. */
  public synchronized long rows() {
    return rows;
  }

  /** Runs of the engine that took part in this request. */
  public synchronized int batches() {
    return batches;
  }
}
