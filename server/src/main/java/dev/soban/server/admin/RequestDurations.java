package dev.soban.server.admin;

import dev.soban.core.model.ModelVersion;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The histograms of how long requests took, by model, version and phase, as one metric. */
final class RequestDurations implements Collector {
  private static final String NAME = "soban_request_duration_seconds";

  private final Map<Key, DurationHistogram> histograms = new ConcurrentHashMap<>();

  private record Key(ModelVersion model, String phase) {
    Labels labels() {
      return Labels.of("model", model.name(), "phase", phase, "version", model.version());
    }
  }

  /** The histogram of one phase; the same one each time. */
  DurationHistogram of(ModelVersion model, String phase) {
    return histograms.computeIfAbsent(new Key(model, phase), key -> new DurationHistogram());
  }

  @Override
  public String getPrometheusName() {
    return NAME;
  }

  @Override
  public MetricSnapshot collect() {
    HistogramSnapshot.Builder snapshot =
        HistogramSnapshot.builder().name(NAME).help("Time that requests spend, by phase");
    histograms.forEach(
        (key, histogram) ->
            snapshot.dataPoint(
                HistogramDataPointSnapshot.builder()
                    .labels(key.labels())
                    .classicHistogramBuckets(histogram.buckets())
                    .sum(histogram.sumSeconds())
                    .build()));
    return snapshot.build();
  }
}
