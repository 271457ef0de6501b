package dev.soban.simulate;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Requests in the order in which they arrive: one Poisson process per flow, each with random
 * numbers of its own, so that a flow asks for the same in whatever company. Endless.
 */
final class Arrivals implements Supplier<Job> {
  private static final long ODD = 0x9E3779B97F4A7C15L;

  private final List<Flow> flows;
  private final SplittableRandom[] random;
  private final double[] meanGapNanos;
  private final long[] nextNanos;

  Arrivals(Workload workload, double rowsPerSecond, long seed) {
    this.flows = workload.flows();
    this.random = new SplittableRandom[flows.size()];
    this.meanGapNanos = new double[flows.size()];
    this.nextNanos = new long[flows.size()];
    for (int i = 0; i < flows.size(); i++) {
      Flow flow = flows.get(i);
      random[i] = new SplittableRandom(seed * ODD + flow.key());
      meanGapNanos[i] = 1e9 * flow.meanRows() / (flow.load() * rowsPerSecond);
      schedule(i, 0);
    }
  }

  @Override
  public Job get() {
    int soonest = 0;
    for (int i = 1; i < nextNanos.length; i++) {
      soonest = nextNanos[i] < nextNanos[soonest] ? i : soonest;
    }
    Flow flow = flows.get(soonest);
    long atNanos = nextNanos[soonest];
    int rows = random[soonest].nextInt(flow.minRows(), flow.maxRows() + 1);
    schedule(soonest, atNanos);
    return new Job(flow, rows, atNanos);
  }

  private void schedule(int flow, long fromNanos) {
    double quietNanos = -Math.log(1 - random[flow].nextDouble()) * meanGapNanos[flow];
    nextNanos[flow] = flows.get(flow).bursts().nextNanos(fromNanos, quietNanos);
  }
}
