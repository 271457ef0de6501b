package dev.soban.core.fallback;

import dev.soban.core.fallback.FallbackLayer.Sources;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException.Unavailable;
import dev.soban.core.predict.RequestContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * A step of the ladder that can be asked.
 *
 * @param answered how often it stood in
 */
record Rung(String kind, Source source, LongAdder answered) {
  /** Where a lesser answer comes from; a failed stage when there is none. */
  @FunctionalInterface
  interface Source {
    CompletionStage<InferenceResponse> answer(InferenceRequest request);
  }

  static Rung of(FallbackStep step, Sources sources) {
    Source source =
        switch (step) {
          case FallbackStep.Stale(Duration maxAge) -> request -> stale(request, maxAge, sources);
          case FallbackStep.OtherModel(String name, String version) ->
              request -> sources.others().predict(name, version, apart(request));
          case FallbackStep.Constant(ConstantAnswer answer) ->
              request ->
                  CompletableFuture.completedFuture(
                      answer.to(request, sources.model(), sources.signature(), sources.memory()));
        };
    return new Rung(step.kind(), source, new LongAdder());
  }

  private static CompletionStage<InferenceResponse> stale(
      InferenceRequest request, Duration maxAge, Sources sources) {
    InferenceResponse kept = sources.stale().stale(request, maxAge);
    return kept == null
        ? CompletableFuture.failedFuture(new Unavailable("no stale answer is kept"))
        : CompletableFuture.completedFuture(kept);
  }

  /** The other model's own limits may end its attempt, and must not end the request. */
  private static InferenceRequest apart(InferenceRequest request) {
    RequestContext context = request.context();
    return request.withContext(context.withCancellation(context.cancellation().child()));
  }
}
