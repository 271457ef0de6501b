package dev.soban.server.admin;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.PredictionCache.Counts;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What the caches of all loaded versions hold and did, read when somebody asks. */
final class CacheMetrics implements MultiCollector {
  private final Supplier<LoadedModels> models;

  CacheMetrics(Supplier<LoadedModels> models) {
    this.models = models;
  }

  @Override
  public MetricSnapshots collect() {
    Map<Labels, Counts> caches = caches();
    if (caches.isEmpty()) {
      return MetricSnapshots.of();
    }
    return MetricSnapshots.of(
        counter("soban_cache_hits", "Requests answered with a kept answer", caches, Counts::hits),
        counter("soban_cache_misses", "Requests that had to run", caches, Counts::misses),
        counter("soban_cache_joined", "Requests that shared a run", caches, Counts::joined),
        evictions(caches),
        gauge("soban_cache_entries", "Answers that are kept", caches, Counts::entries),
        gauge("soban_cache_bytes", "Bytes of kept answers", caches, Counts::bytes));
  }

  private Map<Labels, Counts> caches() {
    Map<Labels, Counts> caches = new LinkedHashMap<>();
    for (VersionStatus status : models.get().all()) {
      Optional<Counts> counts = status.served().flatMap(Served::cache).map(cache -> cache.counts());
      counts.ifPresent(
          known ->
              caches.put(Labels.of("model", status.name(), "version", status.version()), known));
    }
    return caches;
  }

  private static CounterSnapshot counter(
      String name, String help, Map<Labels, Counts> caches, ToLongFunction<Counts> reading) {
    CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name).help(help);
    caches.forEach(
        (labels, counts) -> snapshot.dataPoint(point(labels, reading.applyAsLong(counts))));
    return snapshot.build();
  }

  private static CounterSnapshot evictions(Map<Labels, Counts> caches) {
    CounterSnapshot.Builder snapshot =
        CounterSnapshot.builder()
            .name("soban_cache_evictions")
            .help("Answers let go of, by reason");
    caches.forEach(
        (labels, counts) -> {
          snapshot.dataPoint(point(labels.add("reason", "size"), counts.crowdedOut()));
          snapshot.dataPoint(point(labels.add("reason", "age"), counts.expired()));
          snapshot.dataPoint(point(labels.add("reason", "memory"), counts.reclaimed()));
        });
    return snapshot.build();
  }

  private static CounterDataPointSnapshot point(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }

  private static GaugeSnapshot gauge(
      String name, String help, Map<Labels, Counts> caches, ToLongFunction<Counts> reading) {
    GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
    caches.forEach(
        (labels, counts) ->
            snapshot.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(labels)
                    .value((double) reading.applyAsLong(counts))
                    .build()));
    return snapshot.build();
  }
}
