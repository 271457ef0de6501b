package dev.soban.core.lifecycle.readiness;

import java.time.Duration;
import java.util.Optional;

/**
 * How a served version is, and how to find out.
 *
 * @param canary empty when no request is known that it answers
 * @param known empty likewise
 */
public record Vitals(Health health, Optional<Canary> canary, Optional<KnownInputs> known) {
  public Vitals(Health health, Optional<Canary> canary) {
    this(health, canary, Optional.empty());
  }

  /** Of a version that is always well. */
  public static Vitals unwatched() {
    return new Vitals(new Health(Duration.ZERO, 0), Optional.empty());
  }
}
