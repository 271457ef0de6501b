package dev.soban.simulate;

/**
 * For some seconds of each period, requests arrive many times as often.
 *
 * @param factor 1 for no bursts
 */
record Bursts(double factor, long lengthNanos, long periodNanos) {
  private static final long SECOND = 1_000_000_000L;
  static final Bursts NONE = new Bursts(1, 0, Long.MAX_VALUE);
  static final Bursts TENFOLD = new Bursts(10, 5 * SECOND, 60 * SECOND);

  /** How much more arrives than without bursts. */
  double meanFactor() {
    return 1 + (factor - 1) * lengthNanos / periodNanos;
  }

  /**
   * When the next request arrives.
   *
   * @param quietNanos how long that would take without bursts, which end each period
   */
  long nextNanos(long fromNanos, double quietNanos) {
    double left = quietNanos;
    long at = fromNanos;
    while (true) {
      long intoPeriod = at % periodNanos;
      boolean burst = intoPeriod >= periodNanos - lengthNanos;
      long end = at - intoPeriod + (burst ? periodNanos : periodNanos - lengthNanos);
      double rate = burst ? factor : 1;
      if (left <= (end - at) * rate) {
        return at + Math.round(left / rate);
      }
      left -= (end - at) * rate;
      at = end;
    }
  }
}
