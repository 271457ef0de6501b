package dev.soban.core.schedule;

import dev.soban.core.model.TurnSettings.TickFrom;

/** How long a batch that is not full waits for company. */
final class Holding {
  private final Rules rules;
  private boolean hurries;

  Holding(Rules rules) {
    this.rules = rules;
  }

  /** From now on nobody waits for company. */
  void hurry() {
    hurries = true;
  }

  boolean holds() {
    return !hurries && rules.merges() && (rules.delayNanos() > 0 || rules.tickNanos() > 0);
  }

  /** Until a batch of the group is due; 0 when one is. */
  long dueInNanos(Group<?> group, long nowNanos) {
    if (!holds() || group.rows >= rules.batch()) {
      return 0;
    }
    long longest = Math.max(rules.delayNanos(), rules.tickNanos());
    boolean latest = rules.tickNanos() > 0 && rules.tickFrom() == TickFrom.ARRIVAL;
    return Math.max(0, longest - waitedNanos(group, latest, nowNanos));
  }

  private static <T> long waitedNanos(Group<T> group, boolean latest, long nowNanos) {
    long waited = latest ? Long.MAX_VALUE : 0;
    for (Waiting<T> each = group.served.first(); each != null; each = group.served.after(each)) {
      long nanos = nowNanos - each.arrivedNanos;
      waited = latest ? Math.min(waited, nanos) : Math.max(waited, nanos);
    }
    return waited;
  }
}
