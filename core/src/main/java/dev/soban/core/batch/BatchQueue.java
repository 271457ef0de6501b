package dev.soban.core.batch;

import dev.soban.core.model.BatchingSettings.Policy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Waiting tickets, and which of their rows run next. Decides only: no thread, no clock; the caller
 * holds the lock and gives the time.
 *
 * <p>Tickets of one group may share a batch. Of the groups that are due, the one whose first ticket
 * waited longest goes first. With {@link Policy#ADAPTIVE} a ticket that has rows left after its
 * turn goes to the back and waits anew, so that a large request never blocks the small ones behind
 * it, of whatever group; with {@link Policy#FIFO} it stays in front.
 */
final class BatchQueue {
  private final BatchPlan plan;
  private final Map<Object, ArrayDeque<Ticket>> groups = new LinkedHashMap<>();
  private int requests;
  private long rows;
  private boolean hurries;

  BatchQueue(BatchPlan plan) {
    this.plan = plan;
  }

  int requests() {
    return requests;
  }

  long rows() {
    return rows;
  }

  void add(Ticket ticket) {
    groups.computeIfAbsent(ticket.group, key -> new ArrayDeque<>()).addLast(ticket);
    requests++;
    rows += ticket.rowsWaiting();
  }

  /** Takes a ticket out before its time; no effect when none of its rows wait. */
  void remove(Ticket ticket) {
    ArrayDeque<Ticket> group = groups.get(ticket.group);
    if (group != null && group.remove(ticket)) {
      requests--;
      rows -= ticket.rowsWaiting();
      forgetIfEmpty(ticket.group, group);
    }
  }

  /** Takes every ticket out, when nothing will run any more. */
  List<Ticket> removeAll() {
    List<Ticket> all = groups.values().stream().flatMap(ArrayDeque::stream).toList();
    groups.clear();
    requests = 0;
    rows = 0;
    return all;
  }

  /** From now on nobody waits for company. */
  void hurry() {
    hurries = true;
  }

  /** How long until a batch is due: 0 when one is, {@link Long#MAX_VALUE} when nothing waits. */
  long dueInNanos(long nowNanos) {
    long soonestNanos = Long.MAX_VALUE;
    for (ArrayDeque<Ticket> group : groups.values()) {
      soonestNanos = Math.min(soonestNanos, dueInNanos(group, nowNanos));
    }
    return soonestNanos;
  }

  /** The rows that run next, of one group and within the plan's bound; empty when none are due. */
  List<Part> take(long nowNanos) {
    ArrayDeque<Ticket> group = next(nowNanos);
    if (group == null) {
      return List.of();
    }
    Object key = group.getFirst().group;
    List<Part> parts = new ArrayList<>();
    long room = plan.maxRows();
    do {
      Ticket ticket = group.removeFirst();
      long count = plan.merges() ? Math.min(room, ticket.rowsWaiting()) : ticket.rows;
      parts.add(ticket.take(count, nowNanos));
      room -= count;
      rows -= count;
      putBack(group, ticket, nowNanos);
    } while (plan.merges() && room > 0 && !group.isEmpty());
    forgetIfEmpty(key, group);
    return parts;
  }

  private void putBack(ArrayDeque<Ticket> group, Ticket ticket, long nowNanos) {
    if (ticket.rowsWaiting() == 0) {
      requests--;
    } else if (plan.policy() == Policy.FIFO) {
      group.addFirst(ticket);
    } else {
      ticket.hadItsTurn(nowNanos);
      group.addLast(ticket);
    }
  }

  private long dueInNanos(ArrayDeque<Ticket> group, long nowNanos) {
    if (hurries || !plan.merges() || plan.maxDelayNanos() == 0) {
      return 0;
    }
    long waiting = 0;
    long longestWaitNanos = 0;
    for (Ticket ticket : group) {
      waiting += ticket.rowsWaiting();
      if (waiting >= plan.maxRows()) {
        return 0;
      }
      longestWaitNanos = Math.max(longestWaitNanos, nowNanos - ticket.queuedAtNanos);
    }
    return Math.max(0, plan.maxDelayNanos() - longestWaitNanos);
  }

  /** Of the groups that are due, the one whose first ticket waits longest for its turn. */
  private @Nullable ArrayDeque<Ticket> next(long nowNanos) {
    ArrayDeque<Ticket> next = null;
    long longestWaitNanos = Long.MIN_VALUE;
    for (ArrayDeque<Ticket> group : groups.values()) {
      long waitedNanos = nowNanos - group.getFirst().waitingSinceNanos();
      if (waitedNanos > longestWaitNanos && dueInNanos(group, nowNanos) == 0) {
        longestWaitNanos = waitedNanos;
        next = group;
      }
    }
    return next;
  }

  private void forgetIfEmpty(Object key, ArrayDeque<Ticket> group) {
    if (group.isEmpty()) {
      groups.remove(key);
    }
  }
}
