package dev.soban.cli.runtime;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.RequestContext.Caller;
import dev.soban.core.predict.Timings;
import dev.soban.core.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** Asks a version that is being loaded, and waits for its answer. */
record Asking(String id, Ticker ticker) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  RequestContext context() {
    return new RequestContext(
        id,
        Caller.ANONYMOUS,
        Deadline.after(ticker, PATIENCE),
        new Cancellation(),
        // Not the engine's thread, on which nobody's continuation may run.
        work -> Thread.ofVirtual().start(work),
        new Timings(ticker.nanos()));
  }

  /**
   * The answer, which is the caller's to close; the request's inputs stay the caller's too.
   *
   * @throws dev.soban.core.predict.PredictionException when there is none
   */
  InferenceResponse ask(Served served, InferenceRequest request) {
    try {
      return served.predictor().predict(request).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw Failures.of(e);
    }
  }
}
