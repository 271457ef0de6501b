package dev.soban.core.schedule.line;

/** Who came first is finished first. */
final class FifoLine<T> extends ChainLine<T> {
  @Override
  long turn(Waiting<T> waiting) {
    return Long.MAX_VALUE;
  }

  @Override
  void took(Waiting<T> waiting, long rows) {
    if (waiting.rowsWaiting() == 0) {
      chain.remove(waiting);
    }
  }

  @Override
  boolean leads(Line<T> other) {
    return next().number < other.next().number;
  }
}
