package dev.soban.core.stack;

import dev.soban.core.batch.Batcher;
import dev.soban.core.deadline.DeadlineLayer;
import dev.soban.core.lifecycle.readiness.Canary;
import dev.soban.core.lifecycle.readiness.KnownInputs;
import dev.soban.core.lifecycle.trial.TrialRuns;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * What the first runs of an engine told: whether requests may share runs, and what it can be asked
 * later to see that it still answers.
 *
 * @param merges whether a row's answer does not depend on the rows beside it
 * @param length of dimensions that vary, with which the engine answers; empty when unknown
 */
record TryOut(TrialRuns trials, boolean merges, OptionalLong length) {
  private static final Duration CANARY_LIMIT = Duration.ofSeconds(30);

  /** Warms the engine up and finds out whether requests may share runs. */
  static TryOut of(
      TrialRuns trials, boolean rowsVary, VersionSource.Settings settings, List<String> notes) {
    BatchingSettings batching = settings.batching();
    boolean mayMerge = rowsVary && batching.invariance() != Invariance.FALSE;
    if (settings.warmups() == 0 && batching.invariance() != Invariance.AUTO) {
      return new TryOut(trials, mayMerge, OptionalLong.empty());
    }
    OptionalLong length = trials.workingLength();
    if (length.isEmpty()) {
      notes.add("not warmed up: the model answers none of the made-up inputs");
      return new TryOut(trials, mayMerge && batching.invariance() == Invariance.TRUE, length);
    }
    boolean merges =
        mayMerge
            && (batching.invariance() == Invariance.TRUE
                || trials.rowsStayApart(length.getAsLong()));
    if (mayMerge && !merges) {
      notes.add("not batched: a row's answer depends on the rows beside it");
    }
    for (int i = 1; i < settings.warmups(); i++) {
      trials.warmUp(length.getAsLong(), merges ? batching.maxBatchSize() : 1);
    }
    return new TryOut(trials, merges, length);
  }

  /** Asks the batcher itself: kept answers and refusals of layers say nothing of the engine. */
  Optional<Canary> canary(Batcher batcher, ServingStack.Shared shared) {
    if (length.isEmpty()) {
      return Optional.empty();
    }
    Predictor timed =
        new DeadlineLayer(CANARY_LIMIT, shared.ticker(), shared.timer()).around(batcher);
    return Optional.of(context -> ask(timed, trials.sampleRow(length.getAsLong()), context));
  }

  /** What it was tried with. */
  Optional<KnownInputs> known() {
    return length.isEmpty()
        ? Optional.empty()
        : Optional.of(() -> trials.sampleRow(length.getAsLong()));
  }

  private static CompletionStage<?> ask(
      Predictor predictor, Map<String, Tensor> inputs, RequestContext context) {
    InferenceRequest request = new InferenceRequest(inputs, List.of(), Parameters.NONE, context);
    return predictor
        .predict(request)
        .whenComplete(
            (response, failure) -> {
              request.closeInputs();
              if (response != null) {
                response.close();
              }
            });
  }
}
