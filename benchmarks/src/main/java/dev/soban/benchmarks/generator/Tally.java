package dev.soban.benchmarks.generator;

import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** How requests ended, counted, with the latencies of those answered and those refused. */
public final class Tally {
  static final int OK = 200;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;
  private static final int TOO_LATE = 504;

  private final Histogram answers = histogram();
  private final Histogram refusals = histogram();
  private long expired;
  private long timedOut;
  private long lost;
  private long failed;

  static Histogram histogram() {
    Histogram histogram = new Histogram(Duration.ofMinutes(1).toNanos(), 3);
    histogram.setAutoResize(true);
    return histogram;
  }

  void note(int status, long latencyNanos) {
    switch (status) {
      case OK -> answers.recordValue(latencyNanos);
      case TOO_MANY, UNAVAILABLE -> refusals.recordValue(latencyNanos);
      case TOO_LATE -> expired++;
      case Recording.TIMED_OUT -> timedOut++;
      case Recording.LOST, Recording.PENDING -> lost++;
      default -> failed++;
    }
  }

  /** Answered with 200. */
  public long answered() {
    return answers.getTotalCount();
  }

  /** Answered with 429 or 503. */
  public long refused() {
    return refusals.getTotalCount();
  }

  /** Answered with 504. */
  public long expired() {
    return expired;
  }

  /** Given up by the client. */
  public long timedOut() {
    return timedOut;
  }

  /** Connection closed or refused, without an answer. */
  public long lost() {
    return lost;
  }

  /** Answered with any other status. */
  public long failed() {
    return failed;
  }

  public long total() {
    return answered() + refused() + expired + timedOut + lost + failed;
  }

  /** Everything but answers with 200. */
  public long unanswered() {
    return total() - answered();
  }

  public double answeredMillis(double percentile) {
    return answers.getValueAtPercentile(percentile) / 1e6;
  }

  public double refusedMillis(double percentile) {
    return refusals.getValueAtPercentile(percentile) / 1e6;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d answered (p50 %.1f ms, p99 %.1f ms), %d refused (p99 %.1f ms), %d expired, "
            + "%d timed out, %d lost, %d failed",
        answered(),
        answeredMillis(50),
        answeredMillis(99),
        refused(),
        refusedMillis(99),
        expired,
        timedOut,
        lost,
        failed);
  }
}
