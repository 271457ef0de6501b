package dev.soban.core.engine;

import java.util.Map;

/**
 * How one model's batcher stands at one moment.
 *
 * @param running runs in the engine, hung ones aside
 * @param longestRunNanos for how long the oldest of them has run
 * @param sheds requests turned away so far
 */
public record WorkloadReport(
    Waiting waiting,
    int running,
    long longestRunNanos,
    Hung hung,
    Learned learned,
    Map<Shed, Long> sheds) {
  public static final WorkloadReport NOTHING =
      new WorkloadReport(
          new Waiting(0, 0, 0), 0, 0, new Hung(0, 0), new Learned(0, 0, 0, 0), Map.of());

  /** What has not run yet. */
  public record Waiting(int requests, long rows, long bytes) {}

  /**
   * Runs that gave no answer in time.
   *
   * @param runs so far
   * @param lost of them, those that never came back
   */
  public record Hung(long runs, int lost) {}

  /**
   * What a run takes: so much, and so much for each row; and what that means under this load.
   *
   * @param utilization of the instances; above 1 the queue grows
   * @param gainNanos how much shorter one more instance would make the wait; infinite when the
   *     queue grows
   */
  public record Learned(
      double interceptNanos, double perRowNanos, double utilization, double gainNanos) {}
}
