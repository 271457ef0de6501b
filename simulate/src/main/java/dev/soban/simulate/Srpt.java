package dev.soban.simulate;

import dev.soban.core.schedule.Bounds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Shortest remaining processing time: whoever needs fewest more rows goes first, whatever becomes
 * of the others. The least mean wait there is, and a yardstick only: large requests may starve.
 */
final class Srpt implements Discipline {
  private static final Comparator<Waiting> LEAST_LEFT =
      Comparator.comparingLong(Waiting::rows).thenComparingLong(Waiting::turn);

  private final int maxBatchSize;
  private final Bounds bounds;
  private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(LEAST_LEFT);
  private long rowsWaiting;
  private long turns;

  private record Waiting(Job job, long rows, long turn) {}

  Srpt(int maxBatchSize, Bounds bounds) {
    this.maxBatchSize = maxBatchSize;
    this.bounds = bounds;
  }

  @Override
  public void add(Job job, long nowNanos, Consumer<Job> refused) {
    if (waiting.size() >= bounds.maxRequests() || rowsWaiting + job.rows > bounds.maxRows()) {
      refused.accept(job);
      return;
    }
    rowsWaiting += job.rows;
    waiting.add(new Waiting(job, job.rows, turns++));
  }

  @Override
  public List<Share> take(int worker, long nowNanos) {
    List<Share> batch = new ArrayList<>();
    long room = maxBatchSize;
    while (room > 0 && !waiting.isEmpty()) {
      Waiting next = waiting.remove();
      long rows = Math.min(room, next.rows());
      batch.add(new Share(next.job(), rows));
      room -= rows;
      rowsWaiting -= rows;
      if (rows < next.rows()) {
        waiting.add(new Waiting(next.job(), next.rows() - rows, next.turn()));
      }
    }
    return batch;
  }

  @Override
  public long dueInNanos(long nowNanos) {
    return waiting.isEmpty() ? Long.MAX_VALUE : 0;
  }

  @Override
  public void ran(long rows, long elapsedNanos) {
    // Knows the remaining work; has nothing to learn.
  }
}
