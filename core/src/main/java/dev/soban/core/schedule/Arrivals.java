package dev.soban.core.schedule;

/** How fast rows come: an average over the last seconds, in which older ones fade. */
final class Arrivals {
  private static final double MEMORY_NANOS = 10e9;

  private boolean any;
  private long firstNanos;
  private long lastNanos;
  private double faded;

  void add(long rows, long nowNanos) {
    if (!any) {
      any = true;
      firstNanos = nowNanos;
      lastNanos = nowNanos;
    }
    faded = faded(nowNanos) + rows;
    lastNanos = nowNanos;
  }

  double rowsPerNano(long nowNanos) {
    double seen = 1 - Math.exp(-(nowNanos - firstNanos) / MEMORY_NANOS);
    return any && seen > 0 ? faded(nowNanos) / (MEMORY_NANOS * seen) : 0;
  }

  private double faded(long nowNanos) {
    return faded * Math.exp(-(nowNanos - lastNanos) / MEMORY_NANOS);
  }
}
