package dev.soban.server.admin;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.Timings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The meters of one model version. */
final class ModelMeters {
  private static final Phase[] PHASES = Phase.values();
  private static final Duration[] LATENCY_BUCKETS = {
    Duration.ofNanos(50_000),
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };
  private static final double[] ROW_BUCKETS = {1, 2, 4, 8, 16, 32, 64, 128, 256};

  private final MeterRegistry registry;
  private final ModelVersion model;
  private final Counter requests;
  private final Timer total;
  private final Timer[] phases = new Timer[PHASES.length];
  private final DistributionSummary batchRows;
  private final ConcurrentHashMap<String, FailureCounter> failures = new ConcurrentHashMap<>();

  ModelMeters(MeterRegistry registry, ModelVersion model) {
    this.registry = registry;
    this.model = model;
    this.requests =
        Counter.builder("soban.requests")
            .description("Requests that reached a model, answered or not")
            .tag("model", model.name())
            .tag("version", model.version())
            .register(registry);
    this.total = timer("total");
    for (Phase phase : PHASES) {
      phases[phase.ordinal()] = timer(phase.label());
    }
    this.batchRows =
        DistributionSummary.builder("soban.batch.rows")
            .description("Rows in one run of the engine")
            .tag("model", model.name())
            .tag("version", model.version())
            .serviceLevelObjectives(ROW_BUCKETS)
            .register(registry);
  }

  private Timer timer(String phase) {
    return Timer.builder("soban.request.duration")
        .description("Time that requests spend, by phase")
        .tag("model", model.name())
        .tag("version", model.version())
        .tag("phase", phase)
        .serviceLevelObjectives(LATENCY_BUCKETS)
        .register(registry);
  }

  void completed(Timings timings, long totalNanos, boolean answered) {
    requests.increment();
    total.record(totalNanos, TimeUnit.NANOSECONDS);
    if (!answered) {
      return;
    }
    for (Phase phase : PHASES) {
      if (phase != Phase.ENCODE) {
        phases[phase.ordinal()].record(timings.nanos(phase), TimeUnit.NANOSECONDS);
      }
    }
  }

  void encoded(long elapsedNanos) {
    phases[Phase.ENCODE.ordinal()].record(elapsedNanos, TimeUnit.NANOSECONDS);
  }

  void ran(long rows) {
    batchRows.record((double) rows);
  }

  void failed(String reason) {
    failures
        .computeIfAbsent(
            reason, key -> FailureCounter.of(registry, model.name(), model.version(), key))
        .increment();
  }
}
