package dev.soban.core.schedule.line;

import dev.soban.core.schedule.share.ClassShares;
import org.jspecify.annotations.Nullable;

/**
 * Requests that may share a batch: a line for each class, and all of them by their last service.
 */
public final class Group<T> {
  private static final double GAP_WEIGHT = 0.1;

  final Object key;
  final Line<T>[] lines;
  final Chain<T> served = new Chain<>(Chain.Kind.SERVED);
  long rows;
  long arrivedNanos;
  double gapNanos;
  private boolean visited;
  int activeIndex = -1;

  Group(Object key, Line<T>[] lines) {
    this.key = key;
    this.lines = lines;
  }

  Line<T> line(Waiting<T> waiting) {
    return lines[waiting.classIndex()];
  }

  /** A request has come; the gaps between them are averaged. */
  void arrived(long nowNanos) {
    if (visited) {
      double gap = Math.max(1, nowNanos - arrivedNanos);
      gapNanos += gapNanos == 0 ? gap : GAP_WEIGHT * (gap - gapNanos);
    }
    visited = true;
    arrivedNanos = nowNanos;
  }

  /** The class whose turn it is; -1 when nothing waits. */
  public int nextClass(ClassShares shares) {
    int next = -1;
    for (int index = 0; index < lines.length; index++) {
      if (!lines[index].isEmpty() && (next < 0 || shares.before(index, next))) {
        next = index;
      }
    }
    return next;
  }

  /** A batch begins for the given worker, with room for so many rows. */
  public void open(int worker, long room) {
    for (Line<T> line : lines) {
      if (!line.isEmpty()) {
        line.open(worker, room);
      }
    }
  }

  /** Whose turn it is in a class in which somebody waits. */
  public Waiting<T> next(int classIndex) {
    return lines[classIndex].next();
  }

  /** How many rows that turn has at most. */
  public long turn(Waiting<T> next) {
    return line(next).turn(next);
  }

  /** Boosts all who were without service for so long, where the policy knows boosts of its own. */
  public void boostUnservedFor(long nanos, long nowNanos) {
    Waiting<T> waiting = unservedFor(nanos, nowNanos);
    while (waiting != null) {
      line(waiting).boost(waiting);
      waiting.servedNanos = nowNanos;
      served.moveToLast(waiting);
      waiting = unservedFor(nanos, nowNanos);
    }
  }

  /** Rows that wait. */
  public long rows() {
    return rows;
  }

  /** When the last request came. */
  public long arrivedNanos() {
    return arrivedNanos;
  }

  /** Between two requests, on average; 0 while fewer than two came. */
  public double gapNanos() {
    return gapNanos;
  }

  /** Who was served the longest ago. */
  public @Nullable Waiting<T> first() {
    return served.first();
  }

  /** Who was served next after that. */
  public @Nullable Waiting<T> after(Waiting<T> waiting) {
    return served.after(waiting);
  }

  /** Who was without service for the longest, when that is for as long as given. */
  public @Nullable Waiting<T> unservedFor(long nanos, long nowNanos) {
    Waiting<T> first = served.first();
    return first != null && first.unservedNanos(nowNanos) >= nanos ? first : null;
  }
}
