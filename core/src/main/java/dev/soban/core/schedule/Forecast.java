package dev.soban.core.schedule;

import dev.soban.core.schedule.line.Backlog;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.share.Accounts;
import dev.soban.core.schedule.share.Levels;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Rules;
import dev.soban.core.schedule.terms.Terms;
import java.util.List;

/**
 * When a request that comes now would be answered: what goes ahead of it under the policy, at the
 * learned rate, and its own runs.
 */
final class Forecast<T> {
  private static final Priority[] CLASSES = Priority.values();

  private final Rules rules;
  private final ServiceTimes times;
  private final Backlog<T> backlog;
  private final List<Accounts> accounts;
  private final long[] busyUntilNanos;
  private final boolean[] ran;

  Forecast(Rules rules, ServiceTimes times, Backlog<T> backlog, List<Accounts> accounts) {
    this.rules = rules;
    this.times = times;
    this.backlog = backlog;
    this.accounts = accounts;
    this.busyUntilNanos = new long[rules.instances()];
    this.ran = new boolean[rules.instances()];
  }

  /** A worker begins a run. */
  void began(int worker, List<Slice<T>> batch, long nowNanos) {
    long rows = 0;
    for (Slice<T> slice : batch) {
      rows += slice.count();
    }
    int index = worker % ran.length;
    ran[index] = true;
    busyUntilNanos[index] = nowNanos + times.estimateNanos(rows);
  }

  /** Until its answer, were nothing else there. */
  long aloneNanos(long rows) {
    long batches = Math.ceilDiv(rows, rules.batch());
    long roundsBefore = (batches - 1) / rules.instances();
    long last = batches > 1 ? rules.batch() : rows;
    return roundsBefore * times.estimateNanos(rules.batch()) + times.estimateNanos(last);
  }

  /** Until its answer, behind those that go ahead. */
  long answerNanos(Terms terms, long nowNanos) {
    long waits = waitNanos(rowsAhead(terms, terms.rows()));
    return freeInNanos(nowNanos) + waits + aloneNanos(terms.rows());
  }

  /** Until those that go ahead of its first row have run. */
  long waitNanos(Terms terms) {
    return waitNanos(rowsAhead(terms, 1));
  }

  /** Until so many rows have run. */
  long waitNanos(double rows) {
    double perRow = (double) times.estimateNanos(rules.batch()) / rules.batch();
    return (long) (rows * perRow / rules.instances());
  }

  /** Until the first worker is expected to be free. */
  private long freeInNanos(long nowNanos) {
    long soonest = Long.MAX_VALUE;
    for (int i = 0; i < ran.length; i++) {
      soonest = Math.min(soonest, ran[i] ? Math.max(0, busyUntilNanos[i] - nowNanos) : 0);
    }
    return soonest;
  }

  /** What goes ahead until so many of its rows have run. */
  private double rowsAhead(Terms terms, long rows) {
    int index = terms.priority().ordinal();
    double ahead = rowsAheadInClass(terms, rows);
    double ofClass = ahead + rows;
    for (Priority other : CLASSES) {
      if (other.ordinal() != index) {
        double fair = ofClass * other.share() / terms.priority().share();
        ahead += Math.min((double) backlog.rows(other.ordinal()), fair);
      }
    }
    return ahead;
  }

  private double rowsAheadInClass(Terms terms, long rows) {
    int index = terms.priority().ordinal();
    long waiting = backlog.rows(index);
    return switch (rules.policy()) {
      case ADAPTIVE ->
          accounts.get(index).rowsAhead(terms, rows, new Levels(rules.batch()).of(terms.rows()));
      case FIFO -> waiting;
      // While a request is served, each of the others gets no more rows than it.
      case ROUND_ROBIN, MLFQ -> Math.min((double) waiting, backlog.requests(index) * (double) rows);
    };
  }
}
