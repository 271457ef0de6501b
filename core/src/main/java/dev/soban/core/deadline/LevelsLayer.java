package dev.soban.core.deadline;

import dev.soban.core.model.PriorityLevels;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.RequestContext.Caller;
import dev.soban.core.predict.Timings;
import dev.soban.core.time.Timer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Reads a request's priority on the model's own scale, and ends the request when it waits for
 * longer than its level allows. Once the first of its rows run it has all the time there is.
 */
public final class LevelsLayer implements Layer {
  private final PriorityLevels levels;
  private final Timer timer;

  public LevelsLayer(PriorityLevels levels, Timer timer) {
    this.levels = levels;
    this.timer = timer;
  }

  @Override
  public Predictor around(Predictor next) {
    return request -> predict(request, next);
  }

  private CompletionStage<InferenceResponse> predict(InferenceRequest request, Predictor next) {
    Caller caller = request.context().caller();
    int level = levels.level(caller.priority());
    RequestContext context =
        request
            .context()
            .withCaller(new Caller(caller.tenant(), levels.priority(level), caller.weight()));
    Duration limit = levels.queueTimeout(level);
    return limit.isZero()
        ? next.predict(request.withContext(context))
        : waiting(request.withContext(context), limit, next);
  }

  private CompletionStage<InferenceResponse> waiting(
      InferenceRequest request, Duration limit, Predictor next) {
    Cancellation cancellation = request.context().cancellation().child();
    RequestContext context = request.context().withCancellation(cancellation);
    GuardedAnswer guarded = new GuardedAnswer(context);
    guarded.arm(
        timer,
        limit.toNanos(),
        () -> {
          if (!begun(context.timings())) {
            cancellation.cancel(exceeded(limit));
          }
        });
    next.predict(request.withContext(context)).whenComplete(guarded::answered);
    return guarded;
  }

  private static boolean begun(Timings timings) {
    return timings.nanos(Phase.QUEUE) > 0 || timings.batches() > 0;
  }

  private static DeadlineExceeded exceeded(Duration limit) {
    return new DeadlineExceeded(
        "waited for longer than "
            + limit.toNanos() / 1_000
            + " µs, the default_timeout_microseconds of this model's queue; try again when less"
            + " waits");
  }
}
