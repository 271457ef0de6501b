package dev.soban.core.schedule.line;

/** The waiting requests of one group and one class, in the order of a policy. */
abstract class Line<T> {
  abstract boolean isEmpty();

  abstract void add(Waiting<T> waiting);

  /** For rows that come back; the request may stand in the line already. */
  abstract void addFirst(Waiting<T> waiting);

  abstract void remove(Waiting<T> waiting);

  /** A batch begins for the given worker, with room for so many rows. */
  void open(int worker, long room) {}

  /** Whose turn it is; the line is not empty. */
  abstract Waiting<T> next();

  /** How many rows that turn has at most. */
  abstract long turn(Waiting<T> waiting);

  /** Rows were taken and some are left. */
  abstract void took(Waiting<T> waiting, long rows);

  /** Whether this line's next request goes before that of another line with the same policy. */
  abstract boolean leads(Line<T> other);

  /** The request has been without service for too long. */
  void boost(Waiting<T> waiting) {}
}
