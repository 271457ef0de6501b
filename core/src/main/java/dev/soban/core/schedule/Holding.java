package dev.soban.core.schedule;

import dev.soban.core.model.TurnSettings.TickFrom;
import dev.soban.core.schedule.line.Due;
import dev.soban.core.schedule.line.Group;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Rules;
import dev.soban.core.schedule.terms.Terms;

/**
 * How long a batch with room left waits for company: until its tick, or for as long as waiting
 * pays; never so long that somebody's deadline is at risk.
 */
final class Holding implements Due {
  /** A run may take this much longer than expected. */
  private static final double CARE = 1.2;

  private final Rules rules;
  private final ServiceTimes times;
  private boolean hurries;

  Holding(Rules rules, ServiceTimes times) {
    this.rules = rules;
    this.times = times;
  }

  /** From now on nobody waits for company. */
  void hurry() {
    hurries = true;
  }

  /** Until a batch of the group is due; 0 when one is. */
  @Override
  public long dueInNanos(Group<?> group, long nowNanos) {
    boolean holds = rules.delayNanos() > 0 || rules.tickNanos() > 0;
    if (!holds || hurries || !rules.merges() || group.rows() >= rules.batch()) {
      return 0;
    }
    return Math.max(0, heldNanos(group, nowNanos));
  }

  private <T> long heldNanos(Group<T> group, long nowNanos) {
    long oldest = 0;
    long latest = Long.MAX_VALUE;
    long latestStart = Long.MAX_VALUE;
    for (Waiting<T> each = group.first(); each != null; each = group.after(each)) {
      long waited = nowNanos - each.arrivedNanos();
      oldest = Math.max(oldest, waited);
      latest = Math.min(latest, waited);
      latestStart = Math.min(latestStart, latestStartNanos(each, group.rows(), nowNanos));
    }
    long tick = rules.tickNanos() - (rules.tickFrom() == TickFrom.OLDEST ? oldest : latest);
    long delay = Math.min(rules.delayNanos() - oldest, paysForNanos(group, nowNanos));
    return Math.min(latestStart, Math.max(tick, delay));
  }

  /**
   * For how long waiting costs those who wait less than the run that company saves: their number of
   * rows times the time until somebody comes, against the fixed part of a run.
   */
  private long paysForNanos(Group<?> group, long nowNanos) {
    if (!times.settled() || group.gapNanos() == 0) {
      return Long.MAX_VALUE;
    }
    long bearable = times.interceptNanos() / group.rows();
    return group.gapNanos() < bearable ? bearable - (nowNanos - group.arrivedNanos()) : 0;
  }

  /** What is not learned yet may take half of the time that there is. */
  private long latestStartNanos(Waiting<?> waiting, long rows, long nowNanos) {
    long deadline = waiting.terms().deadlineNanos();
    if (deadline == Terms.NO_DEADLINE) {
      return Long.MAX_VALUE;
    }
    long needed =
        times.settled()
            ? (long) (CARE * times.estimateNanos(rows))
            : (deadline - waiting.arrivedNanos()) / 2;
    return deadline - nowNanos - needed;
  }
}
