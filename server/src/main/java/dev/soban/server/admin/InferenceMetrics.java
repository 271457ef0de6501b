package dev.soban.server.admin;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.observe.InferenceObserver;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.RequestContext;
import dev.soban.server.transport.Status;
import dev.soban.server.transport.TransportObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Turns what happens to requests into meters, which are made once for each model version. */
final class InferenceMetrics implements InferenceObserver, TransportObserver {
  private final MeterRegistry registry;
  private final RequestDurations durations;
  private final ConcurrentHashMap<ModelVersion, ModelMeters> models = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, FailureCounter> withoutModel = new ConcurrentHashMap<>();

  InferenceMetrics(MeterRegistry registry, RequestDurations durations) {
    this.registry = registry;
    this.durations = durations;
  }

  @Override
  public void completed(
      ModelVersion model,
      RequestContext context,
      @Nullable PredictionException failure,
      long totalNanos) {
    ModelMeters meters = meters(model);
    meters.completed(context.timings(), totalNanos, failure == null);
    if (failure != null) {
      meters.failed(Status.of(failure).reason());
    }
  }

  @Override
  public void ran(ModelVersion model, BatchRun run) {
    meters(model).ran(run.rows());
  }

  @Override
  public void hung(ModelVersion model, long rows) {
    meters(model).hung();
  }

  @Override
  public void encoded(ModelVersion model, long elapsedNanos) {
    meters(model).encoded(elapsedNanos);
  }

  @Override
  public void refused(@Nullable ModelVersion model, String reason) {
    if (model != null) {
      meters(model).failed(reason);
    } else {
      withoutModel
          .computeIfAbsent(reason, key -> FailureCounter.of(registry, "", "", key))
          .increment();
    }
  }

  private ModelMeters meters(ModelVersion model) {
    ModelMeters known = models.get(model);
    return known != null
        ? known
        : models.computeIfAbsent(model, key -> new ModelMeters(registry, durations, key));
  }
}
