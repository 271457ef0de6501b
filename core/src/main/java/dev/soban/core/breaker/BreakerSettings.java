package dev.soban.core.breaker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When to stop asking, and when to try again.
 *
 * @param failureRate share of failed calls from which on it opens
 * @param slowCall from which time on a call is slow; null when no call is
 * @param slowRate share of slow calls from which on it opens
 * @param minCalls as long as fewer are known nothing is concluded
 * @param openFor how long nothing is asked; up to a quarter more, so that not all try at once
 * @param trials how many calls decide whether it closes again
 */
public record BreakerSettings(
    double failureRate,
    @Nullable Duration slowCall,
    double slowRate,
    Window window,
    int minCalls,
    Duration openFor,
    int trials) {
  public static final BreakerSettings DEFAULT =
      new BreakerSettings(0.5, null, 1.0, new Window.Calls(100), 20, Duration.ofSeconds(5), 3);

  public BreakerSettings {
    checkRate("failure_rate", failureRate);
    checkRate("slow_rate", slowRate);
    if (minCalls < 1 || trials < 1) {
      throw new IllegalArgumentException(
          "min_calls, trials: " + minCalls + ", " + trials + " (expected: >= 1)");
    }
    if (window instanceof Window.Calls(int count) && count < minCalls) {
      throw new IllegalArgumentException(
          "min_calls: " + minCalls + " (expected: at most window: " + count + ")");
    }
    if (!openFor.isPositive()) {
      throw new IllegalArgumentException("open_for: " + openFor + " (expected: > 0)");
    }
  }

  /** Which calls are looked at. */
  public sealed interface Window {
    /** The last so many. */
    record Calls(int count) implements Window {
      public Calls {
        if (count < 1) {
          throw new IllegalArgumentException("window: " + count + " (expected: >= 1)");
        }
      }
    }

    /** Those of the last while. */
    record Time(Duration span) implements Window {
      public Time {
        if (span.toMillis() < 10) {
          throw new IllegalArgumentException("window: " + span + " (expected: >= 10ms)");
        }
      }
    }
  }

  private static void checkRate(String name, double rate) {
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException(name + ": " + rate + " (expected: above 0, at most 1)");
    }
  }
}
