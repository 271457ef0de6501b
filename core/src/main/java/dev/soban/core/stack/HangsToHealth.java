package dev.soban.core.stack;

import dev.soban.core.lifecycle.readiness.Health;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.observe.InferenceObserver;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.RequestContext;
import org.jspecify.annotations.Nullable;

/** Tells a version's health of its hung runs, and all of them and everything else to another. */
record HangsToHealth(InferenceObserver other, Health health) implements InferenceObserver {
  @Override
  public void completed(
      ModelVersion model,
      RequestContext context,
      @Nullable PredictionException failure,
      long totalNanos) {
    other.completed(model, context, failure, totalNanos);
  }

  @Override
  public void ran(ModelVersion model, BatchRun run) {
    other.ran(model, run);
  }

  @Override
  public void hung(ModelVersion model, long rows) {
    health.hung();
    other.hung(model, rows);
  }
}
