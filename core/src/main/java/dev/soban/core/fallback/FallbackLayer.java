package dev.soban.core.fallback;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.LayerReport;
import dev.soban.core.predict.LayerReport.Reading;
import dev.soban.core.predict.OtherModels;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.StaleAnswers;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tries a ladder of lesser answers, rung by rung, when the answer below failed for a reason that
 * they may stand in for and somebody still waits. Whoever receives one can tell by its origin; when
 * no rung answers, the first failure stands.
 */
public final class FallbackLayer implements Layer, LayerReport.Source {
  private final List<Rung> ladder;
  private final Ticker ticker;

  /** What lesser answers are made of. */
  public record Sources(
      ModelVersion model,
      Signature signature,
      TensorPool memory,
      StaleAnswers stale,
      OtherModels others) {}

  public FallbackLayer(List<FallbackStep> steps, Sources sources, Ticker ticker) {
    this.ladder = steps.stream().map(step -> Rung.of(step, sources)).toList();
    this.ticker = ticker;
  }

  @Override
  public Predictor around(Predictor next) {
    return request ->
        next.predict(request)
            .exceptionallyCompose(thrown -> descend(request, Failures.of(thrown), 0));
  }

  private CompletionStage<InferenceResponse> descend(
      InferenceRequest request, PredictionException failure, int depth) {
    if (depth == ladder.size()
        || !Masking.allowed(failure)
        || request.context().over(ticker.nanos())) {
      return CompletableFuture.failedFuture(failure);
    }
    Rung rung = ladder.get(depth);
    return answer(rung, request)
        .thenApply(answer -> marked(answer, rung))
        .exceptionallyCompose(notThisOne -> descend(request, failure, depth + 1));
  }

  private static CompletionStage<InferenceResponse> answer(Rung rung, InferenceRequest request) {
    try {
      return rung.source().answer(request);
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private static InferenceResponse marked(InferenceResponse answer, Rung rung) {
    rung.answered().increment();
    return answer.withOrigin(answer.origin().degradedTo(rung.kind()));
  }

  @Override
  public LayerReport report() {
    return new LayerReport(
        "fallback",
        "ready",
        ladder.stream()
            .map(
                rung ->
                    new Reading(
                        "degraded.answers",
                        "Answers that stood in for the model's own",
                        true,
                        rung.kind(),
                        (double) rung.answered().sum()))
            .toList());
  }
}
