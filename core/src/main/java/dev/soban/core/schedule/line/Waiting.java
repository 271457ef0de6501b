package dev.soban.core.schedule.line;

import dev.soban.core.schedule.share.Account;
import dev.soban.core.schedule.terms.Terms;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request's place among those that wait: a cursor over its rows, and the links of every list it
 * stands in. Belongs to one scheduler and its single writer.
 */
public final class Waiting<T> {
  private final T payload;
  private final Terms terms;

  long number;
  long arrivedNanos;
  long servedNanos;
  boolean waits;
  boolean ended;

  // Its places: in the lists of Chain, in the heap of its tenant and level.
  @Nullable Waiting<T> earlierInLine;
  @Nullable Waiting<T> laterInLine;
  @Nullable Waiting<T> earlierServed;
  @Nullable Waiting<T> laterServed;
  @Nullable Waiting<T> earlierArrived;
  @Nullable Waiting<T> laterArrived;
  @Nullable Group<T> group;
  @Nullable TenantLine<T> tenantLine;
  @Nullable Account account;
  long targetNanos;
  int level;
  int heapIndex = -1;
  long usedInLevel;

  // Its last slice in the batch that is being formed.
  long draftNumber;
  int draftIndex;

  private long cursor;
  private long rowsWaiting;
  private @Nullable Deque<Slice<T>> returned;

  public Waiting(T payload, Terms terms) {
    this.payload = payload;
    this.terms = terms;
    this.rowsWaiting = terms.rows();
  }

  public T payload() {
    return payload;
  }

  public Terms terms() {
    return terms;
  }

  public long rows() {
    return terms.rows();
  }

  /** Rows that no batch has taken yet, or that came back. */
  public long rowsWaiting() {
    return rowsWaiting;
  }

  /** Its group, while it waits. */
  public Group<T> group() {
    return Objects.requireNonNull(group);
  }

  /** Whether every row of it still waits. */
  public boolean untouched() {
    return rowsWaiting == terms.rows();
  }

  public int classIndex() {
    return terms.priority().ordinal();
  }

  public boolean expired(long nowNanos) {
    long deadline = terms.deadlineNanos();
    return deadline != Terms.NO_DEADLINE && deadline - nowNanos <= 0;
  }

  public long arrivedNanos() {
    return arrivedNanos;
  }

  /** How long it has been without service. */
  public long unservedNanos(long nowNanos) {
    return nowNanos - servedNanos;
  }

  /** Rows from here that can be taken as one slice. */
  public long contiguous() {
    Slice<T> first = returned == null ? null : returned.peekFirst();
    return first == null ? terms.rows() - cursor : first.count();
  }

  /** Moves the cursor over rows that {@link #contiguous} allows; the first of them. */
  long advance(long count) {
    rowsWaiting -= count;
    Slice<T> first = returned == null ? null : returned.pollFirst();
    if (first == null) {
      long from = cursor;
      cursor += count;
      return from;
    }
    if (count < first.count() && returned != null) {
      returned.addFirst(new Slice<>(this, first.from() + count, first.count() - count));
    }
    return first.from();
  }

  void giveBack(Slice<T> slice) {
    if (returned == null) {
      returned = new ArrayDeque<>(2);
    }
    returned.addFirst(slice);
    rowsWaiting += slice.count();
  }
}
