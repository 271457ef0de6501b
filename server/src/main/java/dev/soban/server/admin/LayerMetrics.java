package dev.soban.server.admin;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.LayerReport;
import dev.soban.core.predict.LayerReport.Reading;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What the layers of all models tell of themselves, read when it is asked for. */
final class LayerMetrics implements MultiCollector {
  private final Supplier<List<VersionStatus>> models;

  private record Told(ModelVersion model, Reading reading) {
    Labels labels() {
      Labels labels = Labels.of("model", model.name(), "version", model.version());
      return reading.kind().isEmpty() ? labels : labels.add("kind", reading.kind());
    }
  }

  LayerMetrics(Supplier<List<VersionStatus>> models) {
    this.models = models;
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, List<Told>> byName = new TreeMap<>();
    for (VersionStatus status : models.get()) {
      status.served().ifPresent(served -> collect(served, byName));
    }
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    byName.forEach(
        (name, told) -> {
          if (told.getFirst().reading().counts()) {
            snapshots.metricSnapshot(counter(name, told));
          } else {
            snapshots.metricSnapshot(gauge(name, told));
          }
        });
    return snapshots.build();
  }

  private static void collect(Served served, Map<String, List<Told>> byName) {
    for (LayerReport report : served.layers().get()) {
      for (Reading reading : report.readings()) {
        byName
            .computeIfAbsent("soban_" + reading.name().replace('.', '_'), key -> new ArrayList<>())
            .add(new Told(served.id(), reading));
      }
    }
  }

  private static CounterSnapshot counter(String name, List<Told> told) {
    CounterSnapshot.Builder snapshot =
        CounterSnapshot.builder().name(name).help(told.getFirst().reading().help());
    for (Told each : told) {
      snapshot.dataPoint(
          CounterSnapshot.CounterDataPointSnapshot.builder()
              .labels(each.labels())
              .value(each.reading().value())
              .build());
    }
    return snapshot.build();
  }

  private static GaugeSnapshot gauge(String name, List<Told> told) {
    GaugeSnapshot.Builder snapshot =
        GaugeSnapshot.builder().name(name).help(told.getFirst().reading().help());
    for (Told each : told) {
      snapshot.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(each.labels())
              .value(each.reading().value())
              .build());
    }
    return snapshot.build();
  }
}
