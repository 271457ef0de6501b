package dev.soban.simulate;

import java.util.List;

/**
 * One line of the report: how a policy fares with one part of a workload. What does not apply is
 * NaN: a workload without large requests, or latencies that only say how long was simulated.
 *
 * @param needs share of the workers' time that the workload needs under this policy; above 1 the
 *     queue grows for as long as requests arrive. 0 where more is asked for on purpose
 * @param throughput rows of answered requests a second
 * @param rejected share of requests
 */
public record Row(
    String workload,
    String policy,
    double needs,
    double smallP50Millis,
    double smallP99Millis,
    double largeP50Millis,
    double largeP99Millis,
    double maxGapMillis,
    double throughput,
    double meanBatch,
    double jain,
    double rejected) {

  /** Names of the figures, in the order of {@link #figures}. */
  public static final List<String> FIGURES =
      List.of(
          "small_p50_ms",
          "small_p99_ms",
          "large_p50_ms",
          "large_p99_ms",
          "max_gap_ms",
          "throughput",
          "mean_batch",
          "jain",
          "rejected");

  public List<Double> figures() {
    return List.of(
        smallP50Millis,
        smallP99Millis,
        largeP50Millis,
        largeP99Millis,
        maxGapMillis,
        throughput,
        meanBatch,
        jain,
        rejected);
  }

  /** Whether the workers keep up, or are not meant to. */
  public boolean stable() {
    return needs < 1;
  }
}
