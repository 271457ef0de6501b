package dev.soban.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.TurnSettings;
import dev.soban.core.model.TurnSettings.Level;
import dev.soban.core.model.TurnSettings.Split;
import dev.soban.core.model.TurnSettings.TickFrom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Whatever the policy and whatever happens, {@link RandomSchedule} finds every promise kept. */
class SchedulerPropertyTest {

  @Property(tries = 600, shrinking = ShrinkingMode.OFF)
  void every_row_runs_once_and_in_order(
      @ForAll long seed, @ForAll Policy policy, @ForAll @IntRange(min = 1, max = 3) int instances) {
    schedule(seed, policy, instances).play();
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void the_same_events_give_the_same_batches(@ForAll long seed, @ForAll Policy policy) {
    assertThat(schedule(seed, policy, 2).play()).isEqualTo(schedule(seed, policy, 2).play());
  }

  private static RandomSchedule schedule(long seed, Policy policy, int instances) {
    Random random = new Random(seed);
    TurnSettings turns =
        new TurnSettings(
            random.nextInt(3) == 0 ? Duration.ofMillis(5) : Duration.ZERO,
            TickFrom.values()[random.nextInt(2)],
            Split.values()[random.nextInt(2)],
            random.nextInt(3) > 0,
            random.nextInt(4),
            random.nextInt(3) == 0 ? Duration.ZERO : Duration.ofMillis(30),
            random.nextBoolean() ? List.of() : List.of(new Level(3, 1), new Level(5, 0)),
            random.nextInt(3) == 0 ? Duration.ZERO : Duration.ofMillis(20));
    BatchingSettings settings =
        new BatchingSettings(
            1 + random.nextInt(12),
            random.nextInt(3) == 0 ? Duration.ofMillis(3) : Duration.ZERO,
            policy,
            Invariance.TRUE,
            turns);
    Bounds bounds = random.nextBoolean() ? Bounds.NONE : new Bounds(20, 200, 2_000);
    return new RandomSchedule(settings, instances, bounds, random.nextLong());
  }
}
