package dev.soban.core.observe;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.observe.Prediction.Kept;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.Origin;
import dev.soban.core.predict.Predictor;
import dev.soban.core.time.Ticker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has a share of the requests written down, with how they ended. */
public final class PredictionLogLayer implements Layer {
  private final ModelVersion model;
  private final PredictionLogging settings;
  private final PredictionLog log;
  private final Ticker ticker;
  private final Sampling sampling;

  public PredictionLogLayer(
      ModelVersion model, PredictionLogging settings, PredictionLog log, Ticker ticker) {
    this.model = model;
    this.settings = settings;
    this.log = log;
    this.ticker = ticker;
    this.sampling = new Sampling(settings.sample());
  }

  @Override
  public Predictor around(Predictor next) {
    return request ->
        sampling.chooses()
            ? next.predict(request)
                .whenComplete((answer, failure) -> log.write(prediction(request, answer, failure)))
            : next.predict(request);
  }

  private Prediction prediction(
      InferenceRequest request, @Nullable InferenceResponse answer, @Nullable Throwable failure) {
    return new Prediction(
        model,
        request.context(),
        failure == null ? null : Failures.of(failure),
        ticker.nanos() - request.context().timings().startedAtNanos(),
        answer == null ? Origin.ENGINE : answer.origin(),
        settings.inputs() ? Kept.values(request.inputs(), settings.maxTensorBytes()) : List.of(),
        answer == null ? List.of() : outputs(answer));
  }

  private List<Kept> outputs(InferenceResponse answer) {
    return switch (settings.outputs()) {
      case NONE -> List.of();
      case CHECKSUM -> Kept.checksums(answer.outputs());
      case VALUES -> Kept.values(answer.outputs(), settings.maxTensorBytes());
    };
  }
}
