package dev.soban.core.observe;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.RequestContext;
import org.jspecify.annotations.Nullable;

/** Is told of every request that ended; quick, thread-safe, never throws. */
public interface InferenceObserver {
  /**
   * A request was answered or failed.
   *
   * @param failure null when it was answered
   * @param totalNanos from the request's arrival until now, encoding not included
   */
  void completed(
      ModelVersion model,
      RequestContext context,
      @Nullable PredictionException failure,
      long totalNanos);

  /** A part of a batch ran: so many rows together, and what it took. */
  void ran(ModelVersion model, BatchRun run);

  /** A run of the engine gave no answer for so long that it was given up. */
  default void hung(ModelVersion model, long rows) {}

  /** One run of the engine. */
  record BatchRun(long rows, long assembleNanos, long computeNanos, long scatterNanos) {}

  /** Both observers, one after the other. */
  default InferenceObserver and(InferenceObserver other) {
    InferenceObserver first = this;
    return new InferenceObserver() {
      @Override
      public void completed(
          ModelVersion model,
          RequestContext context,
          @Nullable PredictionException failure,
          long totalNanos) {
        first.completed(model, context, failure, totalNanos);
        other.completed(model, context, failure, totalNanos);
      }

      @Override
      public void ran(ModelVersion model, BatchRun run) {
        first.ran(model, run);
        other.ran(model, run);
      }

      @Override
      public void hung(ModelVersion model, long rows) {
        first.hung(model, rows);
        other.hung(model, rows);
      }
    };
  }
}
