package dev.soban.simulate.plot;

/** From the median to the 99th percentile, in milliseconds; NaN when there is none. */
record Interval(double median, double p99) {

  boolean known() {
    return median > 0 && p99 > 0;
  }
}
