package dev.soban.core.schedule;

import org.jspecify.annotations.Nullable;

/** What one tenant had of its class: a counter of rows by weight, and what it has waiting. */
final class Account<T> {
  final String tenant;
  final long[] rows = new long[Levels.COUNT];
  double weight = 1;
  double counter;
  double forgottenAt;
  long lastTurn;
  int heapIndex = IndexedHeap.NOWHERE;
  final Pace pace = new Pace();
  @Nullable TenantLine<T> lines;

  Account(String tenant) {
    this.tenant = tenant;
  }

  long rowsWaiting() {
    long sum = 0;
    for (long each : rows) {
      sum += each;
    }
    return sum;
  }

  boolean waits() {
    return lines != null;
  }

  /** Whose turn comes first: the less served; of equals who waits longer for a turn. */
  boolean before(Account<T> other) {
    return counter < other.counter || (counter == other.counter && lastTurn < other.lastTurn);
  }
}
