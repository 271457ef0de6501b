package dev.soban.core.schedule.line;

import org.jspecify.annotations.Nullable;

/** A list that runs through the requests themselves, so that neither adding nor removing costs. */
final class Chain<T> {

  /** Which of a request's links the list uses; a request is in one list of each kind at most. */
  enum Kind {
    LINE,
    SERVED,
    ARRIVED
  }

  private final Kind kind;
  private @Nullable Waiting<T> first;
  private @Nullable Waiting<T> last;

  Chain(Kind kind) {
    this.kind = kind;
  }

  @Nullable Waiting<T> first() {
    return first;
  }

  @Nullable Waiting<T> last() {
    return last;
  }

  boolean isEmpty() {
    return first == null;
  }

  void addLast(Waiting<T> waiting) {
    insert(last, waiting, null);
  }

  void addFirst(Waiting<T> waiting) {
    insert(null, waiting, first);
  }

  void moveToLast(Waiting<T> waiting) {
    if (waiting != last) {
      remove(waiting);
      addLast(waiting);
    }
  }

  void remove(Waiting<T> waiting) {
    Waiting<T> before = before(waiting);
    Waiting<T> after = after(waiting);
    link(before, after);
    link(null, waiting, null);
  }

  @Nullable Waiting<T> after(Waiting<T> waiting) {
    return switch (kind) {
      case LINE -> waiting.laterInLine;
      case SERVED -> waiting.laterServed;
      case ARRIVED -> waiting.laterArrived;
    };
  }

  @Nullable Waiting<T> before(Waiting<T> waiting) {
    return switch (kind) {
      case LINE -> waiting.earlierInLine;
      case SERVED -> waiting.earlierServed;
      case ARRIVED -> waiting.earlierArrived;
    };
  }

  private void insert(@Nullable Waiting<T> before, Waiting<T> waiting, @Nullable Waiting<T> after) {
    link(before, waiting);
    link(waiting, after);
  }

  private void link(@Nullable Waiting<T> before, @Nullable Waiting<T> after) {
    if (before == null) {
      first = after;
    } else {
      setAfter(before, after);
    }
    if (after == null) {
      last = before;
    } else {
      setBefore(after, before);
    }
  }

  private void link(@Nullable Waiting<T> before, Waiting<T> waiting, @Nullable Waiting<T> after) {
    setBefore(waiting, before);
    setAfter(waiting, after);
  }

  private void setAfter(Waiting<T> waiting, @Nullable Waiting<T> after) {
    switch (kind) {
      case LINE -> waiting.laterInLine = after;
      case SERVED -> waiting.laterServed = after;
      case ARRIVED -> waiting.laterArrived = after;
    }
  }

  private void setBefore(Waiting<T> waiting, @Nullable Waiting<T> before) {
    switch (kind) {
      case LINE -> waiting.earlierInLine = before;
      case SERVED -> waiting.earlierServed = before;
      case ARRIVED -> waiting.earlierArrived = before;
    }
  }
}
