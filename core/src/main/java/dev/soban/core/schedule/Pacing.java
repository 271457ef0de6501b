package dev.soban.core.schedule;

import dev.soban.core.schedule.line.Backlog;
import dev.soban.core.schedule.share.Account;
import dev.soban.core.schedule.share.Levels;
import dev.soban.core.schedule.share.Pace;
import dev.soban.core.schedule.terms.Rules;
import dev.soban.core.schedule.terms.Terms;
import org.jspecify.annotations.Nullable;

/**
 * How long requests may wait for their first rows, and whether the pace of those before them keeps
 * new ones out: that of their class, with the adaptive policy that of their tenant in it.
 */
final class Pacing<T> {
  private static final int SETTLED_BATCHES = 4;
  private static final int DEADLINE_PART = 4;

  private final Rules rules;
  private final ServiceTimes times;

  Pacing(Rules rules, ServiceTimes times) {
    this.rules = rules;
    this.times = times;
  }

  /** How long the request may wait for its first rows; 0 when it may wait for ever. */
  long targetNanos(Terms terms, long nowNanos) {
    if (rules.targetNanos() == 0) {
      return 0;
    }
    long batchNanos = times.estimateNanos(rules.batch());
    long target = Math.max(rules.targetNanos(), SETTLED_BATCHES * batchNanos);
    if (terms.deadlineNanos() == Terms.NO_DEADLINE) {
      return target;
    }
    long budget = (terms.deadlineNanos() - nowNanos) / DEADLINE_PART;
    return Math.min(target, Math.max(budget, 2 * batchNanos));
  }

  /** The pace that keeps a new request out; null when it may come in. */
  @Nullable Pace against(Terms terms, @Nullable Account account, Backlog<T> backlog, long target) {
    int index = terms.priority().ordinal();
    for (int higher = 0; higher < index; higher++) {
      if (backlog.pace(higher).congested()) {
        return backlog.pace(higher);
      }
    }
    if (rules.adaptive()) {
      return account == null || account.pace().allows(account.rows(Levels.SMALL), target)
          ? null
          : account.pace();
    }
    Pace pace = backlog.pace(index);
    return pace.allows(backlog.smallRows(index), target) ? null : pace;
  }
}
