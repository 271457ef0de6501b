package dev.soban.core.stack;

import dev.soban.core.admission.AdmissionSettings;
import dev.soban.core.breaker.BreakerSettings;
import dev.soban.core.fallback.FallbackStep;
import dev.soban.core.model.PriorityLevels;
import dev.soban.core.observe.PredictionLogging;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is put around a model beyond the usual; a layer whose setting is null, or a ladder without a
 * step, is no part of the stack.
 *
 * @param stepTimeout how long the model itself may take of a request's time
 * @param fallback lesser answers, in the order they are tried
 * @param levels of priority that the model has of its own
 */
public record GuardSettings(
    @Nullable AdmissionSettings admission,
    @Nullable BreakerSettings breaker,
    @Nullable Duration stepTimeout,
    List<FallbackStep> fallback,
    @Nullable PredictionLogging predictionLog,
    @Nullable PriorityLevels levels) {
  public static final GuardSettings NONE = new GuardSettings(null, null, null, List.of(), null);

  public GuardSettings {
    fallback = List.copyOf(fallback);
  }

  /** Of a model that goes by the protocol's own priorities. */
  public GuardSettings(
      @Nullable AdmissionSettings admission,
      @Nullable BreakerSettings breaker,
      @Nullable Duration stepTimeout,
      List<FallbackStep> fallback,
      @Nullable PredictionLogging predictionLog) {
    this(admission, breaker, stepTimeout, fallback, predictionLog, null);
  }

  public GuardSettings withLevels(@Nullable PriorityLevels others) {
    return new GuardSettings(admission, breaker, stepTimeout, fallback, predictionLog, others);
  }

  /** How long answers must be kept beyond their time; zero when no step asks for stale ones. */
  public Duration longestStale() {
    Duration longest = Duration.ZERO;
    for (FallbackStep step : fallback) {
      if (step instanceof FallbackStep.Stale(Duration maxAge) && maxAge.compareTo(longest) > 0) {
        longest = maxAge;
      }
    }
    return longest;
  }
}
