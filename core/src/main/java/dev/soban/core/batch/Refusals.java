package dev.soban.core.batch;

import dev.soban.core.engine.Shed;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.schedule.Refusal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What callers are told of requests that one model does not run. */
final class Refusals {
  private static final Duration MIN_RETRY = Duration.ofSeconds(1);

  private final ModelVersion model;

  Refusals(ModelVersion model) {
    this.model = model;
  }

  PredictionException of(Refusal refusal) {
    return switch (refusal.reason()) {
      case FULL, LATE, OVERLOADED ->
          overloaded(refusal.text(), Duration.ofNanos(refusal.retryAfterNanos()));
      case INFEASIBLE ->
          new PredictionException.DeadlineExceeded(
              named(refusal.text()) + "; allow more time, or send less at once");
    };
  }

  static Shed kind(Refusal refusal) {
    return switch (refusal.reason()) {
      case FULL -> Shed.FULL;
      case LATE -> Shed.LATE;
      case INFEASIBLE -> Shed.INFEASIBLE;
      case OVERLOADED -> Shed.OVERLOADED;
    };
  }

  /** Gave its place to a request of a higher class or of a tenant with less waiting. */
  PredictionException evicted() {
    return overloaded(
        "gave its place in the full queue to a request of higher priority"
            + " or of a tenant with less waiting",
        MIN_RETRY);
  }

  PredictionException superseded() {
    return new PredictionException.Conflict(
        named("a newer request with the same keep_latest took this one's place"));
  }

  PredictionException unloaded() {
    return new PredictionException.Unavailable(
        "model " + model + " is being unloaded; try again, or ask another version");
  }

  /** The request was in two runs that hung. */
  PredictionException hung(long afterNanos) {
    return new PredictionException.EngineFailed(
        named(
            "the engine gave no answer within "
                + TimeUnit.NANOSECONDS.toMillis(afterNanos)
                + " ms, twice"),
        null);
  }

  /** So many runs hang that no more are begun. */
  PredictionException lost(int runs) {
    return new PredictionException.Unavailable(
        named(runs + " runs of the engine hang; ask another version, or load it again"));
  }

  private PredictionException overloaded(String text, Duration retryAfter) {
    return new PredictionException.Overloaded(
        named(text) + "; try again later",
        retryAfter.compareTo(MIN_RETRY) < 0 ? MIN_RETRY : retryAfter);
  }

  private String named(String text) {
    return "model " + model + ": " + text;
  }
}
