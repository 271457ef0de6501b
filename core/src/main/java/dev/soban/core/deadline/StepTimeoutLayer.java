package dev.soban.core.deadline;

import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.time.Ticker;
import dev.soban.core.time.Timer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Gives what is below only a part of the request's time, so that some is left for another answer.
 * What ends then is the step alone: the request itself goes on.
 */
public final class StepTimeoutLayer implements Layer {
  private final Duration limit;
  private final Ticker ticker;
  private final Timer timer;

  /**
   * @param limit from when a request comes to this layer
   */
  public StepTimeoutLayer(Duration limit, Ticker ticker, Timer timer) {
    this.limit = limit;
    this.ticker = ticker;
    this.timer = timer;
  }

  @Override
  public Predictor around(Predictor next) {
    return request -> predict(request, next);
  }

  private CompletionStage<InferenceResponse> predict(InferenceRequest request, Predictor next) {
    long now = ticker.nanos();
    Deadline ofStep = Deadline.after(now, limit);
    RequestContext whole = request.context();
    if (whole.deadline().earlier(ofStep).equals(whole.deadline())) {
      return next.predict(request);
    }
    Cancellation cancellation = new Cancellation();
    RequestContext step = whole.withDeadline(ofStep).withCancellation(cancellation);
    GuardedAnswer guarded = new GuardedAnswer(step);
    guarded.arm(timer, ofStep, now);
    Cancellation.Registration follows = whole.cancellation().onCancel(() -> follow(whole, step));
    next.predict(request.withContext(step)).whenComplete(guarded::answered);
    return guarded.whenComplete((answer, failure) -> follows.remove());
  }

  private static void follow(RequestContext whole, RequestContext step) {
    var reason = whole.cancellation().reason();
    if (reason != null) {
      step.cancellation().cancel(reason);
    }
  }
}
