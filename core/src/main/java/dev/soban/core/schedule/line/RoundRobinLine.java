package dev.soban.core.schedule.line;

/** Every request in turn gets as many rows. */
final class RoundRobinLine<T> extends ChainLine<T> {
  private final int quantum;

  RoundRobinLine(int quantum) {
    this.quantum = quantum;
  }

  @Override
  long turn(Waiting<T> waiting) {
    return quantum;
  }

  @Override
  void took(Waiting<T> waiting, long rows) {
    if (waiting.rowsWaiting() == 0) {
      chain.remove(waiting);
    } else {
      chain.moveToLast(waiting);
    }
  }

  @Override
  boolean leads(Line<T> other) {
    return next().servedNanos - other.next().servedNanos < 0;
  }
}
