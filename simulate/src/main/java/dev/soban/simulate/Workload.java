package dev.soban.simulate;

import java.util.List;

/**
 * Who asks for what, and within which bound requests may wait.
 *
 * @param about who asks for what, in a few words
 * @param overloads whether more is asked for than can be carried, so that refusals are expected
 * @param fair whether all tenants ask for as much, so that Jain's index says something
 * @param leastWorkers with how many workers it is tried at least
 * @param requestsShare of the simulated requests, for a workload that needs fewer of them
 */
record Workload(
    String name,
    String about,
    List<Flow> flows,
    boolean overloads,
    boolean fair,
    int leastWorkers,
    double requestsShare) {

  static Workload within(String name, String about, List<Flow> flows) {
    return new Workload(name, about, flows, false, false, 1, 1);
  }

  static Workload beyond(String name, String about, List<Flow> flows) {
    return new Workload(name, about, flows, true, false, 1, 1);
  }

  Workload amongEquals() {
    return new Workload(name, about, flows, overloads, true, leastWorkers, requestsShare);
  }

  Workload on(int workers) {
    return new Workload(name, about, flows, overloads, fair, workers, requestsShare);
  }

  Workload with(double share) {
    return new Workload(name, about, flows, overloads, fair, leastWorkers, share);
  }

  /** Rows asked for, as a share of what the workers can carry. */
  double load() {
    return flows.stream().mapToDouble(flow -> flow.load() * flow.bursts().meanFactor()).sum();
  }

  /** The lines of the report, in order. */
  List<String> parts() {
    return flows.stream().map(Flow::part).distinct().toList();
  }
}
