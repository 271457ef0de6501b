package dev.soban.core.schedule.terms;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.TurnSettings;
import dev.soban.core.model.TurnSettings.Level;
import dev.soban.core.model.TurnSettings.Split;
import dev.soban.core.model.TurnSettings.TickFrom;
import java.time.Duration;
import java.util.List;

/** Settings as numbers, with each policy's own in place of what was left open. */
public record Rules(
    Policy policy,
    int batch,
    int instances,
    boolean merges,
    boolean whole,
    int quantum,
    List<Level> levels,
    long boostNanos,
    long delayNanos,
    long tickNanos,
    TickFrom tickFrom,
    long targetNanos) {
  private static final int SMALL_QUANTUM = 2;
  private static final Duration TARGET = Duration.ofSeconds(1);

  public static Rules of(BatchingSettings settings, int instances) {
    TurnSettings turns = settings.turns();
    return new Rules(
        settings.policy(),
        settings.maxBatchSize(),
        instances,
        turns.merge(),
        turns.split() == Split.TENS,
        turns.quantum() > 0 ? turns.quantum() : quantum(settings),
        turns.levels().isEmpty() ? levels(settings) : turns.levels(),
        nanos(turns.boostAfter()),
        nanos(settings.maxQueueDelay()),
        nanos(turns.tick()),
        turns.tickFrom(),
        nanos(target(settings)));
  }

  public boolean adaptive() {
    return policy == Policy.ADAPTIVE;
  }

  public boolean boosts() {
    return boostNanos > 0 && (policy == Policy.ADAPTIVE || policy == Policy.MLFQ);
  }

  private static int quantum(BatchingSettings settings) {
    boolean small = settings.policy() == Policy.ADAPTIVE && settings.turns().merge();
    return small ? SMALL_QUANTUM : settings.maxBatchSize();
  }

  /** A batch on top, four more below, and the rest a batch at a time. */
  private static List<Level> levels(BatchingSettings settings) {
    int quantum = settings.turns().quantum();
    int top = quantum > 0 ? quantum : settings.maxBatchSize();
    int four = (int) Math.min(Integer.MAX_VALUE, 4L * top);
    return List.of(new Level(top, 0), new Level(four, 0), new Level(top, 0));
  }

  /** The literal policies turn nobody away unless told to. */
  private static Duration target(BatchingSettings settings) {
    Duration target = settings.turns().queueTarget();
    if (target != null) {
      return target;
    }
    return settings.policy() == Policy.ADAPTIVE ? TARGET : Duration.ZERO;
  }

  /** Of any duration; a century is for ever. */
  private static long nanos(Duration duration) {
    Duration century = Duration.ofDays(36_500);
    return (duration.compareTo(century) > 0 ? century : duration).toNanos();
  }
}
