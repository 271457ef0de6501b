package dev.soban.core.predict;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Answers that were good once, for when no better one can be had. Quick; thread-safe. */
@FunctionalInterface
public interface StaleAnswers {
  /**
   * The answer that an equal request got at most {@code maxAge} ago, whether or not it has expired
   * since; null when none is kept. Whoever receives it closes it.
   */
  @Nullable InferenceResponse stale(InferenceRequest request, Duration maxAge);
}
