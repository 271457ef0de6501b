package dev.soban.core.schedule;

import dev.soban.core.schedule.line.Backlog;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.share.Account;
import dev.soban.core.schedule.share.Accounts;
import dev.soban.core.schedule.share.Levels;
import dev.soban.core.schedule.share.Pace;
import dev.soban.core.schedule.terms.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a new request gets a place. Refused are, in this order: what could not be answered in
 * time on an idle machine; what would be answered too late behind those that go ahead of it; what
 * comes while requests wait too long anyway; and what finds no place, unless those of lower classes
 * give up theirs, or those of tenants of the same class that have more waiting; the newest first.
 */
final class Admission<T> {

  /** After a pause like this what was learned may be wrong, and one request is let in to see. */
  private static final long PAUSE_NANOS = 1_000_000_000;

  /** So many of the newest are looked at for one to give up its place: a flood is among them. */
  private static final int LOOKED_AT = 64;

  private final Bounds bounds;
  private final Backlog<T> backlog;
  private final ServiceTimes times;
  private final Forecast<T> forecast;
  private final Pacing<T> pacing;
  private final List<Accounts> accounts;

  Admission(
      Bounds bounds,
      Backlog<T> backlog,
      ServiceTimes times,
      Forecast<T> forecast,
      Pacing<T> pacing,
      List<Accounts> accounts) {
    this.bounds = bounds;
    this.backlog = backlog;
    this.times = times;
    this.forecast = forecast;
    this.pacing = pacing;
    this.accounts = accounts;
  }

  /** Decides, and takes out who gives up a place; putting the request in is the caller's. */
  Decision<T> decide(Waiting<T> waiting, long targetNanos, long nowNanos) {
    Terms terms = waiting.terms();
    Waiting<T> replaced = backlog.replacedBy(terms);
    Refusal refusal = late(terms, nowNanos);
    if (refusal == null && replaced == null) {
      refusal = congested(terms, targetNanos);
    }
    return refusal == null ? place(terms, replaced) : Decision.refuse(refusal);
  }

  private @Nullable Refusal late(Terms terms, long nowNanos) {
    if (terms.deadlineNanos() == Terms.NO_DEADLINE
        || !times.settled()
        || backlog.restedFor(PAUSE_NANOS, nowNanos)) {
      return null;
    }
    long left = terms.deadlineNanos() - nowNanos;
    long alone = forecast.aloneNanos(terms.rows());
    if (alone > left) {
      String text = terms.rows() + " rows take " + text(alone) + " (expected: " + text(left) + ")";
      return new Refusal(Refusal.Reason.INFEASIBLE, text, 0);
    }
    long answer = forecast.answerNanos(terms, nowNanos);
    if (answer <= left) {
      return null;
    }
    String text =
        waitingText() + ", so an answer takes " + text(answer) + " (expected: " + text(left) + ")";
    return new Refusal(Refusal.Reason.LATE, text, answer - left);
  }

  private @Nullable Refusal congested(Terms terms, long targetNanos) {
    if (targetNanos == 0) {
      return null;
    }
    int index = terms.priority().ordinal();
    Account account = accounts.get(index).known(terms.tenant());
    Pace pace = pacing.against(terms, account, backlog, targetNanos);
    if (pace == null) {
      return null;
    }
    String text =
        waitingText() + ", even small ones for longer than " + text(targetNanos) + " each";
    long small = account == null ? backlog.smallRows(index) : account.rows(Levels.SMALL);
    return new Refusal(
        Refusal.Reason.OVERLOADED, text, Math.max(1, pace.excessNanos(small, targetNanos)));
  }

  private Decision<T> place(Terms terms, @Nullable Waiting<T> replaced) {
    Room room = new Room(bounds, backlog, terms);
    if (replaced != null) {
      room.free(replaced);
    }
    List<Waiting<T>> evicted = room.fits() ? List.of() : evicted(terms, replaced, room);
    if (!room.fits()) {
      return Decision.refuse(
          new Refusal(
              Refusal.Reason.FULL, room.obstacle(), forecast.waitNanos((double) backlog.rows())));
    }
    evicted.forEach(backlog::remove);
    if (replaced == null) {
      return evicted.isEmpty() ? Decision.accept() : new Decision<>(null, evicted, List.of());
    }
    backlog.remove(replaced);
    return new Decision<>(null, evicted, List.of(replaced));
  }

  /** The newest of the lowest class, of whom no row was taken, until there is room. */
  private List<Waiting<T>> evicted(Terms terms, @Nullable Waiting<T> replaced, Room room) {
    List<Waiting<T>> evicted = new ArrayList<>();
    for (int index = accounts.size() - 1; index > terms.priority().ordinal(); index--) {
      Waiting<T> each = backlog.newest(index);
      while (each != null && !room.fits()) {
        if (each.untouched() && each != replaced) {
          evicted.add(each);
          room.free(each);
        }
        each = backlog.before(each);
      }
    }
    evictFromHeavierTenants(terms, replaced, room, evicted);
    return evicted;
  }

  private void evictFromHeavierTenants(
      Terms terms, @Nullable Waiting<T> replaced, Room room, List<Waiting<T>> evicted) {
    int index = terms.priority().ordinal();
    Account own = accounts.get(index).known(terms.tenant());
    double share = ((own == null ? 0 : own.rowsWaiting()) + terms.rows()) / terms.weight();
    Waiting<T> each = backlog.newest(index);
    for (int looked = 0; each != null && looked < LOOKED_AT && !room.fits(); looked++) {
      if (each.untouched() && each != replaced && backlog.keepsMoreThan(share, each)) {
        evicted.add(each);
        room.free(each);
      }
      each = backlog.before(each);
    }
  }

  private String waitingText() {
    return backlog.requests() + " requests with " + backlog.rows() + " rows wait";
  }

  private static String text(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
  }
}
