package dev.soban.server.admin;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts durations in fixed buckets. Several are fed by every request on the event loop, where the
 * general-purpose timers cost a microsecond in all (docs/performance.md), hence this plain one.
 */
final class DurationHistogram {
  /** Upper bounds: 1, 2.5, 5 and 10 times each power of ten from 10 microseconds to 30 seconds. */
  private static final long[] BOUNDS_NANOS = {
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L,
    30_000_000_000L
  };

  private final LongAdder[] counts = new LongAdder[BOUNDS_NANOS.length + 1];
  private final LongAdder sumNanos = new LongAdder();

  DurationHistogram() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void record(long nanos) {
    counts[bucket(nanos)].increment();
    sumNanos.add(nanos);
  }

  double sumSeconds() {
    return sumNanos.sum() / 1e9;
  }

  ClassicHistogramBuckets buckets() {
    double[] bounds = new double[counts.length];
    long[] snapshot = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      bounds[i] = i < BOUNDS_NANOS.length ? BOUNDS_NANOS[i] / 1e9 : Double.POSITIVE_INFINITY;
      snapshot[i] = counts[i].sum();
    }
    return ClassicHistogramBuckets.of(bounds, snapshot);
  }

  /** Most phases of small models lie in the first few buckets, so a walk beats a search. */
  private static int bucket(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    return bucket;
  }
}
