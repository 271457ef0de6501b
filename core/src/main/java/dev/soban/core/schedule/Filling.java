package dev.soban.core.schedule;

import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.schedule.line.Backlog;
import dev.soban.core.schedule.line.Draft;
import dev.soban.core.schedule.line.Group;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.share.Ration;
import dev.soban.core.schedule.terms.Rules;
import java.util.ArrayList;
import java.util.List;

/** Fills a batch from one group: the boosted first, then class by class in the policy's order. */
final class Filling<T> {
  private static final double BOOST_SHARE = 0.2;
  private static final int MOST_BOOSTED = 2;

  private final Rules rules;
  private final Backlog<T> backlog;
  private final ServiceTimes times;
  private final Draft<T> draft = new Draft<>();
  private final Ration boosts = new Ration(BOOST_SHARE, MOST_BOOSTED);
  private List<Waiting<T>> expired = new ArrayList<>();

  Filling(Rules rules, Backlog<T> backlog, ServiceTimes times) {
    this.rules = rules;
    this.backlog = backlog;
    this.times = times;
  }

  /** The next batch; empty when every row of the group was past its deadline. */
  List<Slice<T>> fill(Group<T> group, int worker, long nowNanos) {
    draft.open(rules.batch());
    if (rules.boosts()) {
      boost(group, nowNanos);
    }
    group.open(worker, draft.room());
    while (mayGrow() && takeTurn(group, nowNanos)) {}
    return draft.close();
  }

  /** Requests that were found past their deadlines since the last call; they wait no more. */
  List<Waiting<T>> takeExpired() {
    if (expired.isEmpty()) {
      return List.of();
    }
    List<Waiting<T>> taken = expired;
    expired = new ArrayList<>();
    return taken;
  }

  private boolean mayGrow() {
    return draft.room() > 0 && (rules.merges() || draft.isEmpty());
  }

  private boolean takeTurn(Group<T> group, long nowNanos) {
    int next = group.nextClass(backlog.shares());
    if (next < 0) {
      return false;
    }
    Waiting<T> waiting = group.next(next);
    return dropped(waiting, nowNanos) || take(waiting, group.turn(waiting), nowNanos);
  }

  private boolean take(Waiting<T> waiting, long turn, long nowNanos) {
    long rows =
        rules.whole()
            ? Math.min(rules.batch(), waiting.contiguous())
            : Math.min(draft.room(), Math.min(turn, waiting.rowsWaiting()));
    if (rows > draft.room()) {
      return false;
    }
    draft.take(waiting, rows);
    backlog.took(waiting, rows, nowNanos);
    return true;
  }

  private boolean dropped(Waiting<T> waiting, long nowNanos) {
    if (!waiting.expired(nowNanos)) {
      return false;
    }
    backlog.remove(waiting);
    expired.add(waiting);
    return true;
  }

  private void boost(Group<T> group, long nowNanos) {
    if (rules.policy() == Policy.MLFQ) {
      group.boostUnservedFor(rules.boostNanos(), nowNanos);
      return;
    }
    boosts.open(rules.batch());
    while (boosts.allows() && mayGrow()) {
      Waiting<T> waiting = group.unservedFor(boostNanos(), nowNanos);
      if (waiting == null) {
        return;
      }
      if (!dropped(waiting, nowNanos)) {
        if (!take(waiting, 1, nowNanos)) {
          return;
        }
        boosts.spend();
      }
    }
  }

  /**
   * Without service for so long, a request is boosted: two batches early, since several may be due
   * at once.
   */
  long boostNanos() {
    long early = 2 * times.estimateNanos(rules.batch());
    return rules.boostNanos() - Math.min(early, rules.boostNanos() / 2);
  }
}
