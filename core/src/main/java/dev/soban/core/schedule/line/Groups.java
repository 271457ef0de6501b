package dev.soban.core.schedule.line;

import dev.soban.core.schedule.share.ClassShares;
import dev.soban.core.schedule.share.Known;
import dev.soban.core.schedule.share.Ration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The groups that have requests waiting, and which of them gets the next batch: that of the class
 * whose turn it is, and in it the one whose policy leads.
 */
public final class Groups<T> {
  private static final double OVERDUE_SHARE = 0.2;

  private final Function<Object, Group<T>> making;
  private final Known<Object, Group<T>> known = new Known<>();
  private final List<Group<T>> active = new ArrayList<>();
  private final Ration overdue = new Ration(OVERDUE_SHARE, 1);

  Groups(Function<Object, Group<T>> making) {
    this.making = making;
  }

  public List<Group<T>> active() {
    return active;
  }

  /** The group of a request that comes to wait. */
  Group<T> enter(Object key) {
    Group<T> group = find(key);
    if (group.activeIndex < 0) {
      group.activeIndex = active.size();
      active.add(group);
    }
    return group;
  }

  /** Nothing waits in the group any more. The last one stays: most models have only one. */
  void leave(Group<T> group) {
    Group<T> last = active.removeLast();
    if (last != group) {
      active.set(group.activeIndex, last);
      last.activeIndex = group.activeIndex;
    }
    group.activeIndex = -1;
    if (known.size() > 1) {
      known.remove(group.key, group);
    }
  }

  /**
   * Whose oldest request was without service for so long, the longest first. Only now and then, or
   * old requests of one tenant would keep the others of other groups waiting.
   */
  public @Nullable Group<T> unservedFor(long nanos, Due due, long nowNanos) {
    if (active.size() < 2) {
      return null;
    }
    overdue.open(1);
    Waiting<T> longest = null;
    for (Group<T> group : active) {
      Waiting<T> oldest = group.unservedFor(nanos, nowNanos);
      if (oldest != null && (longest == null || oldest.servedNanos - longest.servedNanos < 0)) {
        longest = oldest;
      }
    }
    if (longest == null || !overdue.allows() || due.dueInNanos(longest.group(), nowNanos) > 0) {
      return null;
    }
    overdue.spend();
    return longest.group();
  }

  /** Who leads of the groups that are due; null when none is. */
  public @Nullable Group<T> next(ClassShares shares, Due due, long nowNanos) {
    Group<T> best = null;
    int bestClass = -1;
    for (Group<T> group : active) {
      if (due.dueInNanos(group, nowNanos) > 0) {
        continue;
      }
      int index = group.nextClass(shares);
      if (best == null
          || shares.before(index, bestClass)
          || (index == bestClass && group.lines[index].leads(best.lines[index]))) {
        best = group;
        bestClass = index;
      }
    }
    return best;
  }

  private Group<T> find(Object key) {
    Group<T> group = known.get(key);
    if (group == null) {
      group = making.apply(key);
      known.put(key, group);
    }
    return group;
  }
}
