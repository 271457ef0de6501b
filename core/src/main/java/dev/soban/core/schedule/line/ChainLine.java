package dev.soban.core.schedule.line;

import static java.util.Objects.requireNonNull;

/** A line that is one chain: the first of it is next. */
abstract class ChainLine<T> extends Line<T> {
  final Chain<T> chain = new Chain<>(Chain.Kind.LINE);

  @Override
  final boolean isEmpty() {
    return chain.isEmpty();
  }

  @Override
  final void add(Waiting<T> waiting) {
    chain.addLast(waiting);
  }

  @Override
  final void addFirst(Waiting<T> waiting) {
    chain.addFirst(waiting);
  }

  @Override
  final void remove(Waiting<T> waiting) {
    chain.remove(waiting);
  }

  @Override
  final Waiting<T> next() {
    return requireNonNull(chain.first());
  }
}
