package dev.soban.core.prepare;

import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.PredictionException.Overloaded;
import java.time.Duration;

/**
 * Requests that wait for their first picture to be decoded, how fast the line moves, and whether
 * one more may join it. The scheduler below only sees what is decoded: without this the line would
 * grow before it until every answer is late. Thread-safe.
 */
final class DecodeLine {
  private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

  /** Waiting here may take so much of the time that is left: what comes behind takes time too. */
  private static final int PART_OF_DEADLINE = 4;

  /** The pace is that of so many who left. */
  private static final int MEMORY = 8;

  // Guarded by this:
  private int waiting;
  private long movedAtNanos;
  private long paceNanos;

  /** Refuses when the line is too long for this deadline. */
  synchronized void check(Deadline deadline, long nowNanos) {
    long allowed =
        Math.min(LONGEST_WAIT_NANOS, deadline.remainingNanos(nowNanos) / PART_OF_DEADLINE);
    long expected = waiting * paceNanos;
    if (waiting > 0 && expected > allowed) {
      throw new Overloaded(
          waiting + " requests wait for their pictures to be decoded; try again later",
          Duration.ofNanos(expected));
    }
  }

  synchronized void joined(long nowNanos) {
    if (waiting++ == 0) {
      movedAtNanos = nowNanos;
    }
  }

  /** The turn of its first picture has come. */
  synchronized void served(long nowNanos) {
    long tookNanos = nowNanos - movedAtNanos;
    paceNanos = paceNanos == 0 ? tookNanos : paceNanos + (tookNanos - paceNanos) / MEMORY;
    movedAtNanos = nowNanos;
    waiting--;
  }

  /** Its turn will not come. */
  synchronized void turnedAway() {
    waiting--;
  }
}
