package dev.soban.cli.runtime;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.observe.InferenceObserver;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.RequestContext;
import org.jspecify.annotations.Nullable;

/** Nobody looks at the counts. */
final class Unobserved implements InferenceObserver {
  @Override
  public void completed(
      ModelVersion model,
      RequestContext context,
      @Nullable PredictionException failure,
      long totalNanos) {}

  @Override
  public void ran(ModelVersion model, BatchRun run) {}
}
