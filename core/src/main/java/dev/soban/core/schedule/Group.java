package dev.soban.core.schedule;

import org.jspecify.annotations.Nullable;

/**
 * Requests that may share a batch: a line for each class, and all of them by their last service.
 */
final class Group<T> {
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
  int nextClass(ClassShares shares) {
    int next = -1;
    for (int index = 0; index < lines.length; index++) {
      if (!lines[index].isEmpty() && (next < 0 || shares.before(index, next))) {
        next = index;
      }
    }
    return next;
  }

  /** Who was without service for the longest, when that is for as long as given. */
  @Nullable Waiting<T> unservedFor(long nanos, long nowNanos) {
    Waiting<T> first = served.first();
    return first != null && first.unservedNanos(nowNanos) >= nanos ? first : null;
  }
}
