package dev.soban.core.schedule;

/**
 * What a run of so many rows takes, learned from the runs so far: a fixed part and a part for each
 * row, by least squares that forget. Runs pushed off their core look a hundred times as long as
 * they are, so no run counts for more than twice of what was expected; and the first runs of a
 * model are slow, so that they count for nothing once others were faster.
 */
public final class ServiceTimes {
  private static final double KEPT = 0.98;
  private static final int FIRST_RUNS = 10;
  private static final int SETTLED_RUNS = 3;
  private static final double SAME_SIZE = 1e-3;

  // Sums over runs, each run's weight fading: 1, n, n*n, t, n*t.
  private double runs;
  private double rows;
  private double rowsSquared;
  private double nanos;
  private double rowsNanos;
  private int learned;
  private double intercept;
  private double perRow;

  ServiceTimes() {}

  void learn(long ranRows, long elapsedNanos) {
    double taken = Math.max(1, elapsedNanos);
    double expected = intercept + perRow * ranRows;
    if (known()) {
      taken = Math.min(taken, 2 * expected);
    }
    boolean slowStart = learned < FIRST_RUNS && taken < expected / 2;
    fade(slowStart ? 0 : KEPT);
    learned = Math.min(learned + 1, FIRST_RUNS);
    runs += 1;
    rows += ranRows;
    rowsSquared += (double) ranRows * ranRows;
    nanos += taken;
    rowsNanos += ranRows * taken;
    fit();
  }

  /** Whether anything ran yet. */
  public boolean known() {
    return runs > 0;
  }

  /** Whether enough ran to refuse or hold somebody because of it; the first runs are slow. */
  boolean settled() {
    return learned >= SETTLED_RUNS;
  }

  /** 0 while nothing is known. */
  public long estimateNanos(long count) {
    return (long) (intercept + perRow * count);
  }

  /** What a run takes however few its rows. */
  public long interceptNanos() {
    return (long) intercept;
  }

  /** What each row adds. */
  public long perRowNanos() {
    return (long) perRow;
  }

  private void fade(double kept) {
    runs *= kept;
    rows *= kept;
    rowsSquared *= kept;
    nanos *= kept;
    rowsNanos *= kept;
  }

  private void fit() {
    double meanRows = rows / runs;
    double meanNanos = nanos / runs;
    double spread = rowsSquared / runs - meanRows * meanRows;
    if (spread <= SAME_SIZE * meanRows * meanRows) {
      // All of one size say nothing of the two parts: half and half.
      perRow = meanNanos / meanRows / 2;
      intercept = meanNanos / 2;
      return;
    }
    perRow = Math.max(0, (rowsNanos / runs - meanRows * meanNanos) / spread);
    intercept = meanNanos - perRow * meanRows;
    if (intercept < 0) {
      intercept = 0;
      perRow = rowsNanos / rowsSquared;
    }
  }
}
