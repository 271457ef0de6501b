package dev.soban.core.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How waiting requests take turns, where the policy leaves a choice.
 *
 * @param tick how long a batch that is not full waits; zero for not at all
 * @param tickFrom whose arrival the tick counts from
 * @param split what a large request is cut into
 * @param merge whether requests share batches
 * @param quantum rows of a turn; 0 for the policy's own number
 * @param boostAfter without service for so long, a request is brought forward; zero for never
 * @param levels of the feedback queue, top down; empty for the policy's own three
 * @param queueTarget how long small requests may wait before new ones are turned away; zero for as
 *     long as it takes, null for the policy's own
 */
public record TurnSettings(
    Duration tick,
    TickFrom tickFrom,
    Split split,
    boolean merge,
    int quantum,
    Duration boostAfter,
    List<Level> levels,
    @Nullable Duration queueTarget) {
  public static final TurnSettings DEFAULT =
      new TurnSettings(
          Duration.ZERO,
          TickFrom.OLDEST,
          Split.ROWS,
          true,
          0,
          Duration.ofSeconds(2),
          List.of(),
          null);

  public TurnSettings {
    notNegative("tick", tick);
    notNegative("boost_after", boostAfter);
    if (queueTarget != null) {
      notNegative("queue_target", queueTarget);
    }
    if (quantum < 0) {
      throw new IllegalArgumentException("quantum: " + quantum + " (expected: >= 0)");
    }
    levels = List.copyOf(levels);
  }

  /** Whose arrival a tick counts from. */
  public enum TickFrom {
    /** The oldest request's: no request waits for longer than a tick. */
    OLDEST,
    /** The latest request's: every arrival starts the tick anew, so a trickle may wait for ever. */
    ARRIVAL
  }

  /** What a request with more rows than a batch is cut into. */
  public enum Split {
    /** Whatever fits in a batch beside others. */
    ROWS,
    /** Pieces of the batch size, which run whole. */
    TENS
  }

  /**
   * One level of a feedback queue.
   *
   * @param quantum rows that a request may use here before it goes one level down
   * @param workers how many of the instances look here first
   */
  public record Level(int quantum, int workers) {
    public Level {
      if (quantum < 1) {
        throw new IllegalArgumentException("quantum: " + quantum + " (expected: >= 1)");
      }
      if (workers < 0) {
        throw new IllegalArgumentException("workers: " + workers + " (expected: >= 0)");
      }
    }
  }

  private static void notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: not negative)");
    }
  }
}
