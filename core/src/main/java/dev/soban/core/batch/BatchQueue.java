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
 * <p>Tickets of one group may share a batch. The group whose first ticket waited longest goes
 * first. With {@link Policy#ADAPTIVE} a ticket that has rows left after its turn goes to the back,
 * so that a large request never blocks the small ones behind it; with {@link Policy#FIFO} it stays
 * in front.
 */
final class BatchQueue {
  private final BatchPlan plan;
  private final Map<Object, ArrayDeque<Ticket>> groups = new LinkedHashMap<>();
  private int requests;
  private long rows;

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

  /** How long until a batch is due: 0 when one is, {@link Long#MAX_VALUE} when nothing waits. */
  long dueInNanos(long nowNanos) {
    ArrayDeque<Ticket> group = oldest(nowNanos);
    if (group == null) {
      return Long.MAX_VALUE;
    }
    if (!plan.merges() || plan.maxDelayNanos() == 0 || fillsBatch(group)) {
      return 0;
    }
    return Math.max(0, plan.maxDelayNanos() - (nowNanos - group.getFirst().queuedAtNanos));
  }

  /** The rows that run next, of one group and within the plan's bound; empty when none are due. */
  List<Part> take(long nowNanos) {
    ArrayDeque<Ticket> group = oldest(nowNanos);
    if (group == null || dueInNanos(nowNanos) > 0) {
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
      putBack(group, ticket);
    } while (plan.merges() && room > 0 && !group.isEmpty());
    forgetIfEmpty(key, group);
    return parts;
  }

  private void putBack(ArrayDeque<Ticket> group, Ticket ticket) {
    if (ticket.rowsWaiting() == 0) {
      requests--;
    } else if (plan.policy() == Policy.FIFO) {
      group.addFirst(ticket);
    } else {
      group.addLast(ticket);
    }
  }

  private boolean fillsBatch(ArrayDeque<Ticket> group) {
    long waiting = 0;
    for (Ticket ticket : group) {
      waiting += ticket.rowsWaiting();
      if (waiting >= plan.maxRows()) {
        return true;
      }
    }
    return false;
  }

  private @Nullable ArrayDeque<Ticket> oldest(long nowNanos) {
    ArrayDeque<Ticket> oldest = null;
    long longestWait = Long.MIN_VALUE;
    for (ArrayDeque<Ticket> group : groups.values()) {
      long waited = nowNanos - group.getFirst().queuedAtNanos;
      if (waited > longestWait) {
        longestWait = waited;
        oldest = group;
      }
    }
    return oldest;
  }

  private void forgetIfEmpty(Object key, ArrayDeque<Ticket> group) {
    if (group.isEmpty()) {
      groups.remove(key);
    }
  }
}
