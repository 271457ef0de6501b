package dev.soban.core.breaker;

import dev.soban.core.breaker.CallWindow.Counts;
import dev.soban.core.breaker.CircuitBreaker.End;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.LayerReport;
import dev.soban.core.predict.LayerReport.Reading;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Unavailable;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses at once while what is below keeps failing or being slow. Only what is its own fault
 * counts against it: refusals, wrong requests and clients that went away do not.
 */
public final class BreakerLayer implements Layer, LayerReport.Source {
  private final BreakerSettings settings;
  private final Ticker ticker;

  /** Guarded by itself. */
  private final CircuitBreaker breaker;

  /**
   * @param random from 0 to 1, so that many breakers do not try again at the same time
   */
  public BreakerLayer(BreakerSettings settings, Ticker ticker, DoubleSupplier random) {
    this.settings = settings;
    this.ticker = ticker;
    this.breaker = new CircuitBreaker(settings, random);
  }

  @Override
  public Predictor around(Predictor next) {
    return request -> predict(request, next);
  }

  private CompletionStage<InferenceResponse> predict(InferenceRequest request, Predictor next) {
    long begunAtNanos = ticker.nanos();
    long age;
    synchronized (breaker) {
      age = breaker.begin(begunAtNanos);
      if (age == CircuitBreaker.REFUSED) {
        return CompletableFuture.failedFuture(refusal(begunAtNanos));
      }
    }
    try {
      return next.predict(request)
          .whenComplete((answer, failure) -> ended(request, age, begunAtNanos, failure));
    } catch (RuntimeException thrown) {
      ended(request, age, begunAtNanos, thrown);
      throw thrown;
    }
  }

  private Unavailable refusal(long nowNanos) {
    Duration wait = Duration.ofNanos(breaker.retryAfterNanos(nowNanos));
    return new Unavailable(
        "the model failed too often or took too long; it is asked again in "
            + Math.max(1, wait.toSeconds())
            + " s",
        wait);
  }

  private void ended(
      InferenceRequest request, long age, long begunAtNanos, @Nullable Throwable failure) {
    long nowNanos = ticker.nanos();
    long elapsedNanos = nowNanos - begunAtNanos;
    End end =
        failure == null
            ? End.GOOD
            : end(Failures.of(failure), request.context(), elapsedNanos, nowNanos);
    synchronized (breaker) {
      breaker.ended(age, end, elapsedNanos, nowNanos);
    }
  }

  private End end(
      PredictionException failure, RequestContext context, long elapsedNanos, long nowNanos) {
    return switch (failure) {
      case PredictionException.EngineFailed failed -> End.FAILED;
      case Unavailable unavailable -> End.FAILED;
      case PredictionException.ModelNotReady notReady -> End.FAILED;
      // A client that gave it too little time says nothing, unless so much is slow by itself.
      case PredictionException.DeadlineExceeded late ->
          !context.over(nowNanos) || slow(elapsedNanos) ? End.FAILED : End.IGNORED;
      case PredictionException.InvalidInput wrong -> End.IGNORED;
      case PredictionException.InputTooLarge large -> End.IGNORED;
      case PredictionException.ModelNotFound unknown -> End.IGNORED;
      case PredictionException.Conflict conflict -> End.IGNORED;
      case PredictionException.Unsupported unsupported -> End.IGNORED;
      case PredictionException.Overloaded overloaded -> End.IGNORED;
      case PredictionException.Cancelled cancelled -> End.IGNORED;
    };
  }

  private boolean slow(long elapsedNanos) {
    return settings.slowCall() != null && elapsedNanos >= settings.slowCall().toNanos();
  }

  @Override
  public LayerReport report() {
    synchronized (breaker) {
      Counts counts = breaker.counts(ticker.nanos());
      return new LayerReport(
          "breaker",
          breaker.state().label(),
          List.of(
              Reading.gauge(
                  "breaker.state", "0 closed, 1 half open, 2 open", breaker.state().ordinal()),
              Reading.gauge("breaker.calls", "Latest calls that are known", counts.calls()),
              Reading.gauge("breaker.failed.calls", "Those that failed", counts.failed()),
              Reading.gauge("breaker.slow.calls", "Those that were slow", counts.slow()),
              Reading.counter("breaker.opened", "Times that it opened", breaker.opened()),
              Reading.counter(
                  "breaker.refused", "Requests refused while open", breaker.refused())));
    }
  }
}
