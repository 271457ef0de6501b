package dev.soban.simulate;

import java.util.Map;

/**
 * What a simulation counted.
 *
 * @param tallies by part of the workload
 * @param lengthNanos until the last answer
 */
record Simulated(Map<String, Tally> tallies, long lengthNanos, double meanBatch) {

  Tally tally(String part) {
    return tallies.getOrDefault(part, new Tally());
  }

  double rowsPerSecond() {
    return tallies.values().stream().mapToDouble(this::rowsPerSecond).sum();
  }

  double rowsPerSecond(Tally tally) {
    return tally.answeredRows * 1e9 / lengthNanos;
  }
}
