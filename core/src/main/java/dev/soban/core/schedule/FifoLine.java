package dev.soban.core.schedule;

import static java.util.Objects.requireNonNull;

/** Who came first is finished first. */
final class FifoLine<T> extends Line<T> {
  private final Chain<T> line = new Chain<>(Chain.Kind.LINE);

  @Override
  boolean isEmpty() {
    return line.isEmpty();
  }

  @Override
  void add(Waiting<T> waiting) {
    line.addLast(waiting);
  }

  @Override
  void addFirst(Waiting<T> waiting) {
    line.addFirst(waiting);
  }

  @Override
  void remove(Waiting<T> waiting) {
    line.remove(waiting);
  }

  @Override
  Waiting<T> next() {
    return requireNonNull(line.first());
  }

  @Override
  long turn(Waiting<T> waiting) {
    return Long.MAX_VALUE;
  }

  @Override
  void took(Waiting<T> waiting, long rows) {
    if (waiting.rowsWaiting() == 0) {
      line.remove(waiting);
    }
  }

  @Override
  boolean leads(Line<T> other) {
    return next().number < other.next().number;
  }
}
