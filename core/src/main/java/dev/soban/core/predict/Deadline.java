package dev.soban.core.predict;

import dev.soban.core.time.Ticker;
import java.time.Duration;

/** The instant after which an answer is of no use, on the ticker's scale. */
public record Deadline(long atNanos, Duration timeout) {

  /** Readings farther apart than half of all longs cannot be told before from after. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** The deadline that lies {@code timeout}, a century at most, after the given reading. */
  public static Deadline after(long nowNanos, Duration timeout) {
    Duration countable = timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
    return new Deadline(nowNanos + countable.toNanos(), countable);
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
    String allowed =
        timeout.toMillis() > 0 ? timeout.toMillis() + " ms" : timeout.toNanos() / 1_000 + " µs";
    return new PredictionException.DeadlineExceeded(
        "no answer within " + allowed + "; allow more time, or send less at once");
  }
}
