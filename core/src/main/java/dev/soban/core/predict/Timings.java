package dev.soban.core.predict;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Nanoseconds that one request spent in each phase, and how many rows and batches it took. Written
 * by whoever holds the request at the time: transport, prepare, batcher; two runs of one large
 * request may write at once.
 */
public final class Timings {
  private static final int ROWS = Phase.values().length;
  private static final int BATCHES = ROWS + 1;

  /** By phase, then the two counts. */
  private final AtomicLongArray values = new AtomicLongArray(BATCHES + 1);

  private final long startedAtNanos;

  /**
   * @param startedAtNanos ticker reading when the request arrived
   */
  public Timings(long startedAtNanos) {
    this.startedAtNanos = startedAtNanos;
  }

  public long startedAtNanos() {
    return startedAtNanos;
  }

  public void add(Phase phase, long elapsedNanos) {
    values.addAndGet(phase.ordinal(), elapsedNanos);
  }

  public long nanos(Phase phase) {
    return values.get(phase.ordinal());
  }

  /** Notes one run of the engine with some of the request's rows. */
  public void ran(long rowsInRun) {
    values.addAndGet(ROWS, rowsInRun);
    values.incrementAndGet(BATCHES);
  }

  /** Rows that the engine ran for this request. */
  public long rows() {
    return values.get(ROWS);
  }

  /** Runs of the engine that took part in this request. */
  public int batches() {
    return Math.toIntExact(values.get(BATCHES));
  }
}
