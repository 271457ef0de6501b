package dev.soban.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Which policies are tried under which workloads. */
public final class Comparison {
  private static final double ANY_LOAD = 1;

  private Comparison() {}

  /** Names of the workloads, in the order of the report. */
  public static List<String> workloads() {
    return Workloads.all(ANY_LOAD).stream().map(Workload::name).distinct().toList();
  }

  /** Names of the policies, in the order of the report. */
  public static List<String> policies() {
    return Policies.ALL.stream().map(Policy::name).toList();
  }

  /** Who asks for what in a workload. */
  public static String about(String workload, double load) {
    return named(Workloads.all(load), Workload::name, List.of(workload), "workload")
        .getFirst()
        .about();
  }

  /** What a policy does, in a few words. */
  public static String about(String policy) {
    return named(Policies.ALL, Policy::name, List.of(policy), "policy").getFirst().about();
  }

  /**
   * One trial for each policy under each workload, in the order of the report.
   *
   * @param workloads names; all of them when empty
   * @param policies names; all of them when empty
   */
  public static List<Trial> trials(
      Setup setup, Cost cost, List<String> workloads, List<String> policies) {
    List<Trial> trials = new ArrayList<>();
    for (Workload workload :
        named(Workloads.all(setup.load()), Workload::name, workloads, "workload")) {
      Setup own = setup.withAtLeast(workload.leastWorkers());
      for (Policy policy : named(Policies.ALL, Policy::name, policies, "policy")) {
        if (own.workers() >= policy.leastWorkers()) {
          trials.add(new Trial(own, cost, workload, policy));
        }
      }
    }
    return trials;
  }

  private static <T> List<T> named(
      List<T> all, Function<T, String> name, List<String> wanted, String what) {
    List<String> known = all.stream().map(name).distinct().toList();
    for (String one : wanted) {
      if (!known.contains(one)) {
        throw new IllegalArgumentException(
            what + ": " + one + " (expected: one of " + String.join(", ", known) + ")");
      }
    }
    return all.stream()
        .filter(each -> wanted.isEmpty() || wanted.contains(name.apply(each)))
        .toList();
  }
}
