package dev.soban.core.schedule;

import static java.util.Objects.requireNonNull;

/** Every request in turn gets as many rows. */
final class RoundRobinLine<T> extends Line<T> {
  private final Chain<T> ring = new Chain<>(Chain.Kind.LINE);
  private final int quantum;

  RoundRobinLine(int quantum) {
    this.quantum = quantum;
  }

  @Override
  boolean isEmpty() {
    return ring.isEmpty();
  }

  @Override
  void add(Waiting<T> waiting) {
    ring.addLast(waiting);
  }

  @Override
  void addFirst(Waiting<T> waiting) {
    ring.addFirst(waiting);
  }

  @Override
  void remove(Waiting<T> waiting) {
    ring.remove(waiting);
  }

  @Override
  Waiting<T> next() {
    return requireNonNull(ring.first());
  }

  @Override
  long turn(Waiting<T> waiting) {
    return quantum;
  }

  @Override
  void took(Waiting<T> waiting, long rows) {
    if (waiting.rowsWaiting() == 0) {
      ring.remove(waiting);
    } else {
      ring.moveToLast(waiting);
    }
  }

  @Override
  boolean leads(Line<T> other) {
    return next().servedNanos - other.next().servedNanos < 0;
  }
}
