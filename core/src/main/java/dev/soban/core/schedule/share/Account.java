package dev.soban.core.schedule.share;

import org.jspecify.annotations.Nullable;

/** What one tenant had of its class: a counter of rows by weight, and what it has waiting. */
public final class Account {
  final String tenant;
  double weight = 1;
  double counter;
  double forgottenAt;
  long lastTurn;
  int heapIndex = IndexedHeap.NOWHERE;
  @Nullable AccountLine lines;

  private final long[] rows = new long[Levels.COUNT];
  private final Pace pace = new Pace();

  Account(String tenant) {
    this.tenant = tenant;
  }

  public double weight() {
    return weight;
  }

  /** Rows it had, by weight. */
  public double counter() {
    return counter;
  }

  public Pace pace() {
    return pace;
  }

  /** That wait in a level. */
  public long rows(int level) {
    return rows[level];
  }

  public long rowsWaiting() {
    return rowsUpTo(Levels.COUNT - 1);
  }

  /** Whose turn comes first: the less served; of equals who waits longer for a turn. */
  public boolean before(Account other) {
    return counter < other.counter || (counter == other.counter && lastTurn < other.lastTurn);
  }

  long rowsUpTo(int level) {
    long sum = 0;
    for (int i = 0; i <= level; i++) {
      sum += rows[i];
    }
    return sum;
  }

  void count(int level, long more) {
    rows[level] += more;
  }

  boolean waits() {
    return lines != null;
  }
}
