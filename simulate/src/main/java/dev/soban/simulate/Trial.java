package dev.soban.simulate;

import java.util.List;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/** One policy under one workload. The same trial gives the same rows, whatever runs beside it. */
public final class Trial {
  private static final double MEDIAN = 50;
  private static final double P99 = 99;
  private static final double NONE = Double.NaN;

  /** So many requests that arrive at once show what a policy can carry. */
  private static final int PROBES = 3000;

  private static final double AT_ONCE = 1e6;

  private final Setup setup;
  private final Cost cost;
  private final Workload workload;
  private final Policy policy;

  Trial(Setup setup, Cost cost, Workload workload, Policy policy) {
    this.setup = setup;
    this.cost = cost;
    this.workload = workload;
    this.policy = policy;
  }

  public Cost cost() {
    return cost;
  }

  /** How many requests it simulates. */
  public int requests() {
    return (int) (setup.requests() * workload.requestsShare());
  }

  /**
   * Runs it; one row for each part of the workload.
   *
   * @param progress is told now and then how many more requests were simulated
   */
  public List<Row> run(LongConsumer progress) {
    if (workload.overloads()) {
      return rows(simulate(1, requests(), progress), 0);
    }
    Simulated probe = simulate(AT_ONCE, PROBES, ignored -> {});
    double needs = workload.load() * capacity() / probe.rowsPerSecond();
    if (needs < 1) {
      return rows(simulate(1, requests(), progress), needs);
    }
    progress.accept(requests());
    return workload.parts().stream().map(part -> unstable(part, needs, probe)).toList();
  }

  private double capacity() {
    return cost.rowsPerSecond(setup.maxBatchSize(), setup.workers());
  }

  private Simulated simulate(double hurry, int requests, LongConsumer progress) {
    Arrivals arrivals = new Arrivals(workload, capacity() * hurry, setup.seed());
    Discipline discipline = policy.maker().make(setup, workload.overloads());
    return new Simulation(arrivals, discipline, cost, setup).run(requests, progress);
  }

  private List<Row> rows(Simulated simulated, double needs) {
    return workload.parts().stream()
        .map(part -> row(part, simulated.tally(part), simulated, needs))
        .toList();
  }

  private Row row(String part, Tally tally, Simulated simulated, double needs) {
    return new Row(
        name(part),
        policy.name(),
        needs,
        millis(tally.small, MEDIAN),
        millis(tally.small, P99),
        millis(tally.large, MEDIAN),
        millis(tally.large, P99),
        tally.maxGapNanos / 1e6,
        simulated.rowsPerSecond(tally),
        simulated.meanBatch(),
        workload.fair() ? tally.jain() : NONE,
        (double) tally.refused / tally.asked);
  }

  private Row unstable(String part, double needs, Simulated probe) {
    return new Row(
        name(part),
        policy.name(),
        needs,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        probe.rowsPerSecond(),
        probe.meanBatch(),
        NONE,
        NONE);
  }

  private String name(String part) {
    return part.isEmpty() ? workload.name() : workload.name() + "/" + part;
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getTotalCount() == 0 ? NONE : micros.getValueAtPercentile(percentile) / 1e3;
  }
}
