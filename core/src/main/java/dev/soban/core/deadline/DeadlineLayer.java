package dev.soban.core.deadline;

import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.time.Ticker;
import dev.soban.core.time.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Ends a request at its deadline or the model's own limit, whichever comes first, and at once when
 * nobody waits any more: fires its cancellation, and completes its stage even if everything below
 * forgot it.
 */
public final class DeadlineLayer implements Layer {
  private final Duration limit;
  private final Ticker ticker;
  private final Timer timer;

  /**
   * @param limit the longest any request of this model may take
   */
  public DeadlineLayer(Duration limit, Ticker ticker, Timer timer) {
    this.limit = limit;
    this.ticker = ticker;
    this.timer = timer;
  }

  @Override
  public Predictor around(Predictor next) {
    return request -> predict(request, next);
  }

  private CompletionStage<InferenceResponse> predict(InferenceRequest request, Predictor next) {
    RequestContext context = request.context();
    long now = ticker.nanos();
    Deadline deadline =
        context.deadline().earlier(Deadline.after(context.timings().startedAtNanos(), limit));
    if (deadline.expired(now)) {
      return CompletableFuture.failedFuture(deadline.exceeded());
    }
    GuardedAnswer guarded = new GuardedAnswer(context);
    guarded.arm(timer, deadline, now);
    next.predict(request.withContext(context.withDeadline(deadline)))
        .whenComplete(guarded::answered);
    return guarded;
  }
}
