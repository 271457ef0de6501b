package dev.soban.simulate;

/** One request as the simulation follows it. */
final class Job {
  final Flow flow;
  final int rows;
  final long arrivedNanos;

  private int rowsLeft;
  private long servedUntilNanos;
  private boolean refused;

  Job(Flow flow, int rows, long arrivedNanos) {
    this.flow = flow;
    this.rows = rows;
    this.rowsLeft = rows;
    this.arrivedNanos = arrivedNanos;
    this.servedUntilNanos = arrivedNanos;
  }

  /** Notes that some of its rows run; tells how long none of them did before. */
  long begin(long nowNanos, long untilNanos) {
    long gapNanos = Math.max(0, nowNanos - servedUntilNanos);
    servedUntilNanos = Math.max(servedUntilNanos, untilNanos);
    return gapNanos;
  }

  /** Notes that so many rows ran; true when they were the last. */
  boolean ran(long count) {
    rowsLeft -= (int) count;
    if (rowsLeft < 0) {
      throw new IllegalStateException("rowsLeft: " + rowsLeft + " (expected: >= 0)");
    }
    return rowsLeft == 0;
  }

  void refuse() {
    refused = true;
  }

  boolean refused() {
    return refused;
  }
}
