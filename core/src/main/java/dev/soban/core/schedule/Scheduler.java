package dev.soban.core.schedule;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.schedule.line.Backlog;
import dev.soban.core.schedule.line.Group;
import dev.soban.core.schedule.line.GroupMaking;
import dev.soban.core.schedule.line.Groups;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.share.Accounts;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Rules;
import dev.soban.core.schedule.terms.Terms;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one model version, and which rows run next. Decides only: no thread, no clock, no
 * lock. A single writer at a time calls it and gives the time, in nanoseconds on any monotonic
 * scale.
 *
 * <p>Who is taken out, by whatever method, waits no more, and the caller settles it.
 */
public final class Scheduler<T> {
  private final Rules rules;
  private final Admission<T> admission;
  private final Forecast<T> forecast;
  private final Arrivals arrivals = new Arrivals();
  private final Backlog<T> backlog;
  private final Pacing<T> pacing;
  private final Filling<T> filling;
  private final Holding holding;
  private final ServiceTimes times = new ServiceTimes();

  /**
   * @param instances how many runs may go on at once
   */
  public Scheduler(BatchingSettings settings, int instances, Bounds bounds) {
    if (instances < 1) {
      throw new IllegalArgumentException("instances: " + instances + " (expected: >= 1)");
    }
    this.rules = Rules.of(settings, instances);
    List<Accounts> accounts = new ArrayList<>();
    for (Priority ignored : Priority.values()) {
      accounts.add(new Accounts(rules.batch()));
    }
    this.pacing = new Pacing<>(rules, times);
    this.backlog = new Backlog<>(new GroupMaking<T>(rules, accounts)::group, rules.batch());
    this.filling = new Filling<>(rules, backlog, times);
    this.holding = new Holding(rules, times);
    this.forecast = new Forecast<>(rules, times, backlog, accounts);
    this.admission = new Admission<>(bounds, backlog, times, forecast, pacing, accounts);
  }

  /** A new request; whether it waits now, and who gave up their places for it. */
  public Decision<T> add(Waiting<T> waiting, long nowNanos) {
    arrivals.add(waiting.rows(), nowNanos);
    long targetNanos = pacing.targetNanos(waiting.terms(), nowNanos);
    Decision<T> decision = admission.decide(waiting, targetNanos, nowNanos);
    if (decision.accepted()) {
      backlog.add(waiting, targetNanos, nowNanos);
    }
    return decision;
  }

  /**
   * Takes a request out before its time, and keeps rows that still run from coming back.
   *
   * @return false when nothing of it waits
   */
  public boolean remove(Waiting<T> waiting) {
    return backlog.end(waiting);
  }

  /** Rows of a run that was lost wait again, in front; unless the request was taken out. */
  public void putBack(Slice<T> slice, long nowNanos) {
    backlog.putBack(slice, nowNanos);
  }

  /**
   * The next batch: rows of one group, none past its deadline; empty when nothing is due.
   *
   * @param worker which of the instances is free, counted from 0
   */
  public List<Slice<T>> take(int worker, long nowNanos) {
    Group<T> group = next(nowNanos);
    while (group != null) {
      List<Slice<T>> batch = filling.fill(group, worker, nowNanos);
      if (!batch.isEmpty()) {
        forecast.began(worker, batch, nowNanos);
        return batch;
      }
      group = next(nowNanos);
    }
    return List.of();
  }

  /**
   * How long the first row of a new request would wait behind those that go ahead of it, were it
   * added now; 0 while too little is learned to tell.
   */
  public long waitNanos(Terms terms) {
    return times.settled() ? forecast.waitNanos(terms) : 0;
  }

  /** Requests that {@link #take} found past their deadlines since the last call of this method. */
  public List<Waiting<T>> takeExpired() {
    return filling.takeExpired();
  }

  /** Until a batch is due: 0 when one is, {@link Long#MAX_VALUE} when nothing waits. */
  public long dueInNanos(long nowNanos) {
    long soonest = Long.MAX_VALUE;
    for (Group<T> group : backlog.groups().active()) {
      soonest = Math.min(soonest, holding.dueInNanos(group, nowNanos));
      if (soonest == 0) {
        break;
      }
    }
    return soonest;
  }

  /** A run has ended well: what it took is learned from. */
  public void ran(long rows, long elapsedNanos) {
    times.learn(rows, elapsedNanos);
  }

  public ServiceTimes times() {
    return times;
  }

  /** What the load means for the instances; nothing is known before the first runs. */
  public Outlook outlook(long nowNanos) {
    return Outlook.of(arrivals.rowsPerNano(nowNanos), rules, times);
  }

  /** From now on nobody waits for company. */
  public void hurry() {
    holding.hurry();
  }

  /** Requests with rows that wait. */
  public int requests() {
    return backlog.requests();
  }

  public long rows() {
    return backlog.rows();
  }

  /** Of the inputs of all requests that wait. */
  public long bytes() {
    return backlog.bytes();
  }

  /** Takes everybody out, when nothing will run any more. */
  public List<Waiting<T>> removeAll() {
    return backlog.removeAll();
  }

  private @Nullable Group<T> next(long nowNanos) {
    Groups<T> groups = backlog.groups();
    Group<T> overdue =
        rules.boosts() ? groups.unservedFor(filling.boostNanos(), holding, nowNanos) : null;
    return overdue == null ? groups.next(backlog.shares(), holding, nowNanos) : overdue;
  }
}
