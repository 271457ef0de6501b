package dev.soban.simulate;

import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What became of the requests of one line of the report. */
final class Tally {
  private static final long MAX_MICROS = 100_000_000_000L;
  private static final int DIGITS = 3;

  final Histogram small = new Histogram(MAX_MICROS, DIGITS);
  final Histogram large = new Histogram(MAX_MICROS, DIGITS);
  private final Map<String, Long> rowsByTenant = new HashMap<>();
  long maxGapNanos;
  long answeredRows;
  long refused;
  long asked;
  private boolean lastArrived;

  void gap(long nanos) {
    maxGapNanos = Math.max(maxGapNanos, nanos);
  }

  void answered(Job job, long latencyNanos, int maxBatchSize) {
    Histogram histogram = job.rows <= maxBatchSize ? small : large;
    histogram.recordValue(Math.min(MAX_MICROS, latencyNanos / 1000));
    answeredRows += job.rows;
  }

  /** Counts what tenants get while all of them ask. */
  void ran(String tenant, long rows) {
    if (!lastArrived) {
      rowsByTenant.merge(tenant, rows, Long::sum);
    }
  }

  void lastArrived() {
    lastArrived = true;
  }

  /** 1 when every tenant got as much, 1/n when one of n got everything. */
  double jain() {
    double sum = 0;
    double squares = 0;
    for (long rows : rowsByTenant.values()) {
      sum += rows;
      squares += (double) rows * rows;
    }
    return rowsByTenant.isEmpty() ? Double.NaN : sum * sum / (rowsByTenant.size() * squares);
  }
}
