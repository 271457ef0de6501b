package dev.soban.server.admin;

import dev.soban.core.engine.Shed;
import dev.soban.core.engine.WorkloadReport;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What waits and runs of each loaded version, what was learned of it, and what was turned away. */
final class WorkloadMetrics implements MultiCollector {
  private static final double NANOS = 1e9;
  private static final String SHEDS = "soban_queue_sheds";

  private static final List<Reading> GAUGES =
      List.of(
          new Reading("soban_queue_rows", "Rows that wait", r -> r.waiting().rows()),
          new Reading("soban_queue_bytes", "Inputs that wait", r -> r.waiting().bytes()),
          new Reading("soban_runs", "Runs in the engine", WorkloadReport::running),
          new Reading(
              "soban_longest_run_seconds",
              "How long the oldest of them has run",
              r -> r.longestRunNanos() / NANOS),
          new Reading("soban_lost_runs", "Hung runs that never came back", r -> r.hung().lost()),
          new Reading(
              "soban_run_seconds",
              "Learned: what a run takes however few its rows",
              r -> r.learned().interceptNanos() / NANOS),
          new Reading(
              "soban_run_row_seconds",
              "Learned: what each row adds",
              r -> r.learned().perRowNanos() / NANOS),
          new Reading(
              "soban_instance_utilization",
              "Load on the instances",
              r -> r.learned().utilization()),
          new Reading(
              "soban_instance_gain_seconds",
              "How much shorter one more instance would make the wait",
              r -> r.learned().gainNanos() / NANOS));

  private final Supplier<LoadedModels> models;

  private record Reading(String name, String help, ToDoubleFunction<WorkloadReport> value) {}

  private record Loaded(String model, String version, WorkloadReport report) {
    static Loaded of(Served served) {
      return new Loaded(served.id().name(), served.id().version(), served.workload().get());
    }

    Labels labels() {
      return Labels.of("model", model, "version", version);
    }
  }

  WorkloadMetrics(Supplier<LoadedModels> models) {
    this.models = models;
  }

  @Override
  public List<String> getPrometheusNames() {
    List<String> names = new ArrayList<>(List.of(SHEDS));
    GAUGES.forEach(reading -> names.add(reading.name));
    return names;
  }

  @Override
  public MetricSnapshots collect() {
    List<Loaded> loaded =
        models.get().all().stream()
            .flatMap(status -> status.served().stream())
            .map(Loaded::of)
            .toList();
    List<MetricSnapshot> snapshots = new ArrayList<>();
    GAUGES.forEach(reading -> snapshots.add(gauge(reading, loaded)));
    snapshots.add(sheds(loaded));
    return new MetricSnapshots(snapshots);
  }

  private static MetricSnapshot gauge(Reading reading, List<Loaded> loaded) {
    GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(reading.name).help(reading.help);
    for (Loaded each : loaded) {
      snapshot.dataPoint(
          GaugeDataPointSnapshot.builder()
              .value(reading.value.applyAsDouble(each.report))
              .labels(each.labels())
              .build());
    }
    return snapshot.build();
  }

  private static MetricSnapshot sheds(List<Loaded> loaded) {
    CounterSnapshot.Builder snapshot =
        CounterSnapshot.builder().name(SHEDS).help("Requests turned away, by reason");
    for (Loaded each : loaded) {
      for (Shed shed : Shed.values()) {
        long count = each.report.sheds().getOrDefault(shed, 0L);
        snapshot.dataPoint(point(count, each.labels().add("reason", shed.label())));
      }
    }
    return snapshot.build();
  }

  private static CounterDataPointSnapshot point(long value, Labels labels) {
    return CounterDataPointSnapshot.builder().value((double) value).labels(labels).build();
  }
}
