package dev.soban.simulate;

import dev.soban.core.schedule.terms.Priority;
import java.util.ArrayList;
import java.util.List;

/** The situations in which policies are compared. */
final class Workloads {
  private static final int SMALL = 4;
  private static final int LARGE = 200;

  /** Of the load, between bursts; ten times as much is then a multiple of the capacity. */
  private static final double BETWEEN_BURSTS = 0.25;

  private static final String MIX = "half of the rows in requests of 200, half of 1 to 4";
  private static final double FLOOD = 1.5;
  private static final double LIGHT = 0.05;
  private static final int TENANTS = 4;

  private Workloads() {}

  static List<Workload> all(double load) {
    return List.of(
        steady(load),
        mix(load),
        twoWorkers(load),
        burst(load),
        hostile(),
        lightAlone(),
        tenants(),
        tenantsOfManySizes(),
        greedyTenants(),
        priorities(),
        saturation());
  }

  static Workload steady(double load) {
    return Workload.within(
        "steady",
        percent(load) + " load, all of it requests of 1 to 4 rows",
        List.of(Flow.of(1, SMALL, load)));
  }

  static Workload mix(double load) {
    return Workload.within("mix-200", percent(load) + " load, " + MIX, halfInLarge(load));
  }

  /** The mix for policies that need more than one worker, beside the others. */
  static Workload twoWorkers(double load) {
    return Workload.within(
            "two-workers", percent(load) + " load on two workers, " + MIX, halfInLarge(load))
        .on(2);
  }

  static Workload burst(double load) {
    List<Flow> flows =
        halfInLarge(load * BETWEEN_BURSTS).stream().map(flow -> flow.with(Bursts.TENFOLD)).toList();
    return Workload.within(
        "burst",
        percent(load * BETWEEN_BURSTS) + " load, ten times as much for 5 s of each minute; " + MIX,
        flows);
  }

  /** One tenant floods with requests small and large, the other asks for little. */
  static Workload hostile() {
    List<Flow> flows = new ArrayList<>();
    halfInLarge(FLOOD).forEach(flow -> flows.add(flow.from("flood").in("flood")));
    flows.add(light());
    return Workload.beyond(
        "hostile",
        "one tenant asks for 150 % of the capacity, " + MIX + "; the other for 5 %",
        flows);
  }

  static Workload lightAlone() {
    return Workload.within("hostile", "", List.of(light().in("alone"))).with(LIGHT);
  }

  private static Flow light() {
    return Flow.of(1, SMALL, LIGHT).from("light").in("light");
  }

  /** Each asks for twice its share. */
  static Workload tenants() {
    List<Flow> flows = new ArrayList<>();
    for (int i = 1; i <= TENANTS; i++) {
      flows.add(Flow.of(1, SMALL, 2.0 / TENANTS).from("tenant-" + i));
    }
    return Workload.beyond(
            "tenants",
            "four tenants ask for half of the capacity each, 1 to 4 rows at a time",
            flows)
        .amongEquals();
  }

  /** As many rows each, in requests of 1, 4, 20 and 200. */
  static Workload tenantsOfManySizes() {
    List<Flow> flows = new ArrayList<>();
    for (int rows : new int[] {1, SMALL, 20, LARGE}) {
      flows.add(Flow.of(rows, rows, 2.0 / TENANTS).from("by-" + rows));
    }
    return Workload.beyond(
            "tenants-sizes",
            "four tenants ask for half of the capacity each, in requests of 1, 4, 20 and 200 rows",
            flows)
        .amongEquals();
  }

  /** Each asks for more than its quarter, some for much more. */
  static Workload greedyTenants() {
    List<Flow> flows = new ArrayList<>();
    for (double load : new double[] {0.3, 0.4, 0.6, 1.2}) {
      flows.add(Flow.of(1, SMALL, load).from("asks-for-" + percent(load)));
    }
    return Workload.beyond(
            "tenants-greedy",
            "four tenants ask for 30, 40, 60 and 120 % of the capacity, 1 to 4 rows at a time",
            flows)
        .amongEquals();
  }

  static Workload priorities() {
    return Workload.beyond(
        "priority",
        "105 % of the capacity: 60 % high, 37 % normal, 8 % low",
        List.of(
            Flow.of(1, SMALL, 0.60).at(Priority.HIGH).in("high"),
            Flow.of(1, SMALL, 0.37).at(Priority.NORMAL).in("normal"),
            Flow.of(1, SMALL, 0.08).at(Priority.LOW).in("low")));
  }

  static Workload saturation() {
    return Workload.beyond("saturation", "150 % of the capacity, " + MIX, halfInLarge(FLOOD));
  }

  private static String percent(double share) {
    return Math.round(100 * share) + " %";
  }

  private static List<Flow> halfInLarge(double load) {
    return List.of(Flow.of(1, SMALL, load / 2), Flow.of(LARGE, LARGE, load / 2));
  }
}
