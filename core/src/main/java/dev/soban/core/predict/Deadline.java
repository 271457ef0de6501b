package dev.soban.core.predict;

import dev.soban.core.time.Ticker;
import java.time.Duration;

/** The instant after which an answer is of no use, on the ticker's scale. */
public record Deadline(long atNanos, Duration timeout) {

  /** The deadline that lies {@code timeout} after the given reading. */
  public static Deadline after(long nowNanos, Duration timeout) {
    return new Deadline(nowNanos + timeout.toNanos(), timeout);
  }

  public static Deadline after(Ticker ticker, Duration timeout) {
    return after(ticker.nanos(), timeout);
  }

  public long remainingNanos(long nowNanos) {
    return atNanos - nowNanos;
  }

  public boolean expired(long nowNanos) {
    return remainingNanos(nowNanos) <= 0;
  }

  /** Whichever comes first. */
  public Deadline earlier(Deadline other) {
    return atNanos - other.atNanos <= 0 ? this : other;
  }

  public PredictionException.DeadlineExceeded exceeded() {
    return new PredictionException.DeadlineExceeded(
        "no answer within " + timeout.toMillis() + " ms; allow more time, or send less at once");
  }
}
