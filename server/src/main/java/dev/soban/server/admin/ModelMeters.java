package dev.soban.server.admin;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.Timings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of one model version. */
final class ModelMeters {
  private static final Phase[] PHASES = Phase.values();
  private static final double[] ROW_BUCKETS = {1, 2, 4, 8, 16, 32, 64, 128, 256};

  private final MeterRegistry registry;
  private final ModelVersion model;
  private final Counter requests;
  private final Counter hungRuns;
  private final DurationHistogram total;
  private final DurationHistogram[] phases = new DurationHistogram[PHASES.length];
  private final DistributionSummary batchRows;
  private final ConcurrentHashMap<String, FailureCounter> failures = new ConcurrentHashMap<>();

  ModelMeters(MeterRegistry registry, RequestDurations durations, ModelVersion model) {
    this.registry = registry;
    this.model = model;
    this.requests =
        Counter.builder("soban.requests")
            .description("Requests that reached a model, answered or not")
            .tag("model", model.name())
            .tag("version", model.version())
            .register(registry);
    this.hungRuns =
        Counter.builder("soban.hung.runs")
            .description("Runs given up because they gave no answer")
            .tag("model", model.name())
            .tag("version", model.version())
            .register(registry);
    this.total = durations.of(model, "total");
    for (Phase phase : PHASES) {
      phases[phase.ordinal()] = durations.of(model, phase.label());
    }
    this.batchRows =
        DistributionSummary.builder("soban.batch.rows")
            .description("Rows in one run of the engine")
            .tag("model", model.name())
            .tag("version", model.version())
            .serviceLevelObjectives(ROW_BUCKETS)
            .register(registry);
  }

  void completed(Timings timings, long totalNanos, boolean answered) {
    requests.increment();
    total.record(totalNanos);
    if (!answered) {
      return;
    }
    for (Phase phase : PHASES) {
      // What no engine ran, as an answer out of the cache, would make runs look shorter.
      if (phase == Phase.DECODE || (phase != Phase.ENCODE && timings.batches() > 0)) {
        phases[phase.ordinal()].record(timings.nanos(phase));
      }
    }
  }

  void encoded(long elapsedNanos) {
    phases[Phase.ENCODE.ordinal()].record(elapsedNanos);
  }

  void ran(long rows) {
    batchRows.record((double) rows);
  }

  /** Counted here, not where runs are watched: that is made anew with each engine. */
  void hung() {
    hungRuns.increment();
  }

  void failed(String reason) {
    failures
        .computeIfAbsent(
            reason, key -> FailureCounter.of(registry, model.name(), model.version(), key))
        .increment();
  }
}
