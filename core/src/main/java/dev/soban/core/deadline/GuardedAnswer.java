package dev.soban.core.deadline;

import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.Homecoming;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.time.Timer;
import java.util.concurrent.CompletableFuture;

/** The stage handed out: completed by the answer or by the cancellation, whichever is first. */
final class GuardedAnswer extends CompletableFuture<InferenceResponse> {
  private final RequestContext context;
  private Timer.Scheduled alarm = () -> {};
  private Cancellation.Registration registration = () -> {};

  GuardedAnswer(RequestContext context) {
    this.context = context;
  }

  void arm(Timer timer, Deadline deadline, long now) {
    Cancellation cancellation = context.cancellation();
    arm(timer, deadline.remainingNanos(now), () -> cancellation.cancel(deadline.exceeded()));
  }

  /** Completes when the cancellation fires, which the alarm may have it do. */
  void arm(Timer timer, long delayNanos, Runnable onAlarm) {
    alarm = timer.schedule(delayNanos, onAlarm);
    registration = context.cancellation().onCancel(this::cancelled);
  }

  private void cancelled() {
    PredictionException reason = context.cancellation().reason();
    if (reason != null && !isDone()) {
      Homecoming.run(context.home(), () -> completeExceptionally(reason));
    }
    alarm.cancel();
  }

  void answered(InferenceResponse response, Throwable failure) {
    alarm.cancel();
    registration.remove();
    if (failure != null) {
      completeExceptionally(failure);
    } else if (!complete(response)) {
      response.close();
    }
  }
}
