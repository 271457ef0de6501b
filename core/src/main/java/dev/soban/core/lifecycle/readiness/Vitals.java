package dev.soban.core.lifecycle.readiness;

import java.time.Duration;
import java.util.Optional;

/**
 * How a served version is, and how to find out.
 *
 * @param canary empty when no request is known that it answers
 */
public record Vitals(Health health, Optional<Canary> canary) {
  /** Of a version that is always well. */
  public static Vitals unwatched() {
    return new Vitals(new Health(Duration.ZERO, 0), Optional.empty());
  }
}
