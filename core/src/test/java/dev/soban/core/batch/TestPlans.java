package dev.soban.core.batch;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.schedule.Bounds;
import java.time.Duration;

/** Plans by the numbers that tests care about. */
final class TestPlans {
  private TestPlans() {}

  static BatchPlan plan(
      boolean merges,
      int maxRows,
      long maxDelayNanos,
      Policy policy,
      int instances,
      int maxRequests) {
    return new BatchPlan(
        merges,
        new BatchingSettings(maxRows, Duration.ofNanos(maxDelayNanos), policy, Invariance.TRUE),
        instances,
        new Bounds(maxRequests, Long.MAX_VALUE, Long.MAX_VALUE),
        1);
  }
}
