package dev.soban.core.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The pace of each class, and with the adaptive policy of each tenant in it. */
final class Pacing<T> {
  private static final int SETTLED_BATCHES = 4;
  private static final int DEADLINE_PART = 4;

  private final Rules rules;
  private final ServiceTimes times;
  private final Pace[] classes = new Pace[Priority.values().length];

  Pacing(Rules rules, ServiceTimes times) {
    this.rules = rules;
    this.times = times;
    Arrays.setAll(classes, index -> new Pace());
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

  /** Rows of a request were taken, its first ones when it starts. */
  void took(Waiting<T> waiting, long rows, boolean starts, Backlog<T> backlog, long nowNanos) {
    if (waiting.targetNanos == 0) {
      return;
    }
    int index = waiting.classIndex();
    Account<T> account = waiting.account;
    if (starts && waiting.rows() <= rules.batch()) {
      long waited = nowNanos - waiting.arrivedNanos;
      classes[index].started(waited, waiting.targetNanos, nowNanos);
      if (account != null) {
        account.pace.started(waited, waiting.targetNanos, nowNanos);
      }
    }
    classes[index].served(rows, backlog.smallRows(index), waiting.targetNanos, nowNanos);
    if (account != null) {
      account.pace.served(rows, account.rows[Levels.SMALL], waiting.targetNanos, nowNanos);
    }
  }

  /** Nothing of the class waits any more. */
  void rest(int index) {
    classes[index].rest();
  }

  /** The pace that keeps a new request out; null when it may come in. */
  @Nullable Pace against(
      Terms terms, @Nullable Account<T> account, Backlog<T> backlog, long target) {
    int index = terms.priority().ordinal();
    for (int higher = 0; higher < index; higher++) {
      if (classes[higher].congested()) {
        return classes[higher];
      }
    }
    if (rules.adaptive()) {
      return account == null || account.pace.allows(account.rows[Levels.SMALL], target)
          ? null
          : account.pace;
    }
    return classes[index].allows(backlog.smallRows(index), target) ? null : classes[index];
  }
}
