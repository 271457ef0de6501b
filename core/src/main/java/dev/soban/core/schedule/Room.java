package dev.soban.core.schedule;

import dev.soban.core.schedule.line.Backlog;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Terms;

/** What would wait with a new request in, against the bounds. */
final class Room {
  private final Bounds bounds;
  private final Terms added;
  private int requests;
  private long rows;
  private long bytes;

  Room(Bounds bounds, Backlog<?> backlog, Terms added) {
    this.bounds = bounds;
    this.added = added;
    this.requests = backlog.requests();
    this.rows = backlog.rows();
    this.bytes = backlog.bytes();
  }

  /** Without this one, which gives up its place. */
  void free(Waiting<?> waiting) {
    requests--;
    rows -= waiting.rowsWaiting();
    bytes -= waiting.terms().bytes();
  }

  /** A request alone fits, however large it is, or it would never run. */
  boolean fits() {
    return requests == 0
        || (requests < bounds.maxRequests()
            && rows <= bounds.maxRows() - added.rows()
            && bytes <= bounds.maxBytes() - added.bytes());
  }

  /** Which bound is in the way. */
  String obstacle() {
    if (requests >= bounds.maxRequests()) {
      return requests + " requests wait (expected: fewer than " + bounds.maxRequests() + ")";
    }
    if (rows > bounds.maxRows() - added.rows()) {
      return text(rows, added.rows(), "rows", bounds.maxRows());
    }
    return text(bytes, added.bytes(), "bytes", bounds.maxBytes());
  }

  private static String text(long waiting, long more, String unit, long most) {
    return waiting + " " + unit + " wait, with " + more + " more (expected: at most " + most + ")";
  }
}
