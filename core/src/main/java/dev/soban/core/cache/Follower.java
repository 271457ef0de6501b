package dev.soban.core.cache;

import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.Homecoming;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.core.predict.PredictionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One request that waits for a flight. Answered or failed once, by whoever took it off. */
final class Follower {
  private static final int DEFAULT_PRIORITY = 2;

  private final InferenceRequest request;
  private final boolean leads;
  private final CompletableFuture<InferenceResponse> answer = new CompletableFuture<>();
  private volatile Cancellation.Registration registration = () -> {};

  /**
   * @param leads whether the flight began with this request, so that it lands at its home
   */
  Follower(InferenceRequest request, boolean leads) {
    this.request = request;
    this.leads = leads;
  }

  InferenceRequest request() {
    return request;
  }

  CompletionStage<InferenceResponse> stage() {
    return answer;
  }

  Deadline deadline() {
    return request.context().deadline();
  }

  /** 1 is the highest; the default stands between. */
  int rank() {
    int priority = request.context().caller().priority();
    return priority == 0 ? DEFAULT_PRIORITY : priority;
  }

  /** Takes the request off the flight as soon as nobody waits for it any more. */
  void leavesFrom(Flight flight) {
    Cancellation cancellation = request.context().cancellation();
    registration =
        cancellation.onCancel(
            () -> {
              PredictionException reason = cancellation.reason();
              if (reason != null) {
                flight.leave(this, reason);
              }
            });
  }

  /** Takes over the response. */
  void answer(InferenceResponse response) {
    CacheUse use = response.origin().cache();
    InferenceResponse own =
        use == CacheUse.HIT
            ? response
            : response.withOrigin(
                response.origin().withCache(leads ? CacheUse.MISS : CacheUse.JOINED));
    settle(
        () -> {
          if (!answer.complete(own)) {
            own.close();
          }
        });
  }

  void fail(PredictionException reason) {
    settle(() -> answer.completeExceptionally(reason));
  }

  /** As {@link #fail}, from any thread. */
  void failFromElsewhere(PredictionException reason) {
    Homecoming.run(request.context().home(), () -> answer.completeExceptionally(reason));
  }

  private void settle(Runnable completion) {
    registration.remove();
    if (leads) {
      completion.run();
    } else {
      Homecoming.run(request.context().home(), completion);
    }
  }
}
