package dev.soban.core.schedule.line;

import static java.util.Objects.requireNonNull;

import dev.soban.core.schedule.share.Account;
import dev.soban.core.schedule.share.IndexedHeap;
import dev.soban.core.schedule.share.Levels;
import java.util.ArrayList;
import java.util.List;

/** The tenants that wait in a {@link FairLine}: for each level those with requests in it. */
final class TenantLevels<T> {
  private static final int LAG_BATCHES = 5;

  private final List<Heap<T>> levels = new ArrayList<>(Levels.COUNT);
  private final double mostLag;

  TenantLevels(int batch) {
    this.mostLag = (double) LAG_BATCHES * batch;
    for (int level = 0; level < Levels.COUNT; level++) {
      levels.add(new Heap<>(level));
    }
  }

  boolean isEmpty() {
    return isEmpty(Levels.SMALL) && isEmpty(Levels.MEDIUM) && isEmpty(Levels.LARGE);
  }

  boolean isEmpty(int level) {
    return levels.get(level).isEmpty();
  }

  /** Whose turn it is in a level that is not empty. */
  TenantLine<T> first(int level) {
    return requireNonNull(levels.get(level).first());
  }

  /** The request whose turn it is in a level that is not empty. */
  Waiting<T> firstRequest(int level) {
    return requireNonNull(first(level).first(level));
  }

  void add(TenantLine<T> tenant, int level) {
    levels.get(level).add(tenant);
  }

  void remove(TenantLine<T> tenant, int level) {
    levels.get(level).remove(tenant);
  }

  /** The tenant's counter has changed. */
  void moved(TenantLine<T> tenant) {
    for (int level = 0; level < Levels.COUNT; level++) {
      if (tenant.heapIndex[level] != IndexedHeap.NOWHERE) {
        levels.get(level).moved(tenant);
      }
    }
  }

  /** The highest level, unless somebody in a lower one lags too far behind who is first there. */
  int next() {
    int next = Levels.SMALL;
    while (isEmpty(next)) {
      next++;
    }
    double least = counter(next) - mostLag;
    for (int level = next + 1; level < Levels.COUNT; level++) {
      if (!isEmpty(level) && counter(level) < least) {
        next = level;
        least = counter(level);
      }
    }
    return next;
  }

  /** The lowest level that somebody is in. */
  int lowest() {
    int level = Levels.LARGE;
    while (level > Levels.SMALL && isEmpty(level)) {
      level--;
    }
    return level;
  }

  /** Whether who is next here goes before who is next in another group, by the same rules. */
  boolean lead(TenantLevels<T> other) {
    int mine = next();
    int theirs = other.next();
    double ahead = other.counter(theirs) - counter(mine);
    if (mine != theirs) {
      return Math.abs(ahead) > mostLag ? ahead > 0 : mine < theirs;
    }
    if (first(mine).account != other.first(mine).account) {
      return account(mine).before(other.account(mine));
    }
    Waiting<T> one = firstRequest(mine);
    Waiting<T> another = other.firstRequest(mine);
    return mine == Levels.SMALL
        ? one.servedNanos - another.servedNanos < 0
        : one.rowsWaiting() < another.rowsWaiting();
  }

  private double counter(int level) {
    return account(level).counter();
  }

  private Account account(int level) {
    return requireNonNull(first(level).account);
  }

  private static final class Heap<T> extends IndexedHeap<TenantLine<T>> {
    private final int level;

    Heap(int level) {
      this.level = level;
    }

    @Override
    protected boolean before(TenantLine<T> one, TenantLine<T> other) {
      return requireNonNull(one.account).before(requireNonNull(other.account));
    }

    @Override
    protected int index(TenantLine<T> tenant) {
      return tenant.heapIndex[level];
    }

    @Override
    protected void placed(TenantLine<T> tenant, int index) {
      tenant.heapIndex[level] = index;
    }
  }
}
