package dev.soban.core.admission;

import dev.soban.core.admission.Admission.End;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.LayerReport;
import dev.soban.core.predict.LayerReport.Reading;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.Predictor;
import dev.soban.core.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many requests below at once and refuses the others, with the time after which it is worth
 * to come again. A place is given back when the request ends or nobody waits for it any more.
 */
public final class AdmissionLayer implements Layer, LayerReport.Source {
  private final Ticker ticker;

  /** Guarded by itself. */
  private final Admission admission;

  public AdmissionLayer(AdmissionSettings settings, Ticker ticker) {
    this.admission = new Admission(settings);
    this.ticker = ticker;
  }

  @Override
  public Predictor around(Predictor next) {
    return request -> predict(request, next);
  }

  private CompletionStage<InferenceResponse> predict(InferenceRequest request, Predictor next) {
    Overloaded refusal = refusal(request.context().caller().priority());
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    Place place = new Place(request.context().cancellation());
    try {
      return next.predict(request).whenComplete((answer, failure) -> place.ended(failure));
    } catch (RuntimeException thrown) {
      place.ended(thrown);
      throw thrown;
    }
  }

  private @Nullable Overloaded refusal(int priority) {
    synchronized (admission) {
      if (admission.admits(priority)) {
        return null;
      }
      return new Overloaded(
          "too many requests at once: "
              + admission.inFlight()
              + " of "
              + admission.limit()
              + "; try again later",
          Duration.ofNanos(admission.retryAfterNanos()));
    }
  }

  @Override
  public LayerReport report() {
    synchronized (admission) {
      return new LayerReport(
          "admission",
          admission.inFlight() < admission.limit() ? "open" : "full",
          List.of(
              Reading.gauge(
                  "admission.limit", "Requests that may be below at once", admission.limit()),
              Reading.gauge("admission.in.flight", "Requests that are below", admission.inFlight()),
              Reading.counter(
                  "admission.refused", "Requests over the limit", admission.refused())));
    }
  }

  /** One request's place below. */
  private final class Place {
    private final AtomicBoolean given = new AtomicBoolean();
    private final long takenAtNanos = ticker.nanos();
    private final Cancellation.Registration registration;

    Place(Cancellation cancellation) {
      registration = cancellation.onCancel(() -> giveBack(cancellation.reason()));
    }

    void ended(@Nullable Throwable failure) {
      registration.remove();
      giveBack(failure == null ? null : Failures.of(failure));
    }

    private void giveBack(@Nullable PredictionException failure) {
      if (given.compareAndSet(false, true)) {
        long elapsedNanos = ticker.nanos() - takenAtNanos;
        synchronized (admission) {
          admission.ended(end(failure, elapsedNanos), elapsedNanos);
        }
      }
    }

    /** A deadline that is short by itself tells nothing; one that outlasts the usual time does. */
    private End end(@Nullable PredictionException failure, long elapsedNanos) {
      return switch (failure) {
        case null -> End.ANSWERED;
        case Overloaded overloaded -> End.DROPPED;
        case PredictionException.DeadlineExceeded late ->
            admission.slow(elapsedNanos) ? End.DROPPED : End.IGNORED;
        default -> End.IGNORED;
      };
    }
  }
}
