package dev.soban.core.prepare;

import dev.soban.core.predict.PredictionException;
import dev.soban.core.schedule.Refusal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What callers are told of requests whose pictures are not decoded. */
final class Refusals {
  private static final Duration MIN_RETRY = Duration.ofSeconds(1);

  private Refusals() {}

  static PredictionException of(Refusal refusal) {
    return switch (refusal.reason()) {
      case FULL, LATE, OVERLOADED ->
          overloaded("before decoding: " + refusal.text(), refusal.retryAfterNanos());
      case INFEASIBLE ->
          new PredictionException.DeadlineExceeded(
              "decoding alone: " + refusal.text() + "; allow more time, or send less at once");
    };
  }

  /** Its first picture would wait for longer than it may. */
  static PredictionException tooLong(int requests, long expectedNanos, long allowedNanos) {
    return overloaded(
        requests
            + " requests wait for their pictures to be decoded, this one would for "
            + TimeUnit.NANOSECONDS.toMillis(expectedNanos)
            + " ms (expected: at most "
            + TimeUnit.NANOSECONDS.toMillis(allowedNanos)
            + " ms)",
        expectedNanos - allowedNanos);
  }

  static PredictionException poolFull() {
    return overloaded("too many pictures wait to be decoded", 0);
  }

  static PredictionException evicted() {
    return overloaded(
        "gave its place before decoding to a request of higher priority"
            + " or of a tenant with less waiting",
        0);
  }

  static PredictionException superseded() {
    return new PredictionException.Conflict(
        "a newer request with the same keep_latest took this one's place");
  }

  private static PredictionException overloaded(String text, long retryAfterNanos) {
    Duration retryAfter = Duration.ofNanos(retryAfterNanos);
    return new PredictionException.Overloaded(
        text + "; try again later", retryAfter.compareTo(MIN_RETRY) < 0 ? MIN_RETRY : retryAfter);
  }
}
