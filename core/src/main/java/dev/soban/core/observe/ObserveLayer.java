package dev.soban.core.observe;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.Predictor;
import dev.soban.core.time.Ticker;
import org.jspecify.annotations.Nullable;

/** Tells an observer how every request ended. */
public final class ObserveLayer implements Layer {
  private final ModelVersion model;
  private final InferenceObserver observer;
  private final Ticker ticker;

  public ObserveLayer(ModelVersion model, InferenceObserver observer, Ticker ticker) {
    this.model = model;
    this.observer = observer;
    this.ticker = ticker;
  }

  @Override
  public Predictor around(Predictor next) {
    return request ->
        next.predict(request).whenComplete((response, failure) -> completed(request, failure));
  }

  private void completed(InferenceRequest request, @Nullable Throwable failure) {
    observer.completed(
        model,
        request.context(),
        failure == null ? null : Failures.of(failure),
        ticker.nanos() - request.context().timings().startedAtNanos());
  }
}
