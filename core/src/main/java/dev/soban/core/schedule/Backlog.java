package dev.soban.core.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everything that waits, counted, and each request in its place. */
final class Backlog<T> {
  private final ClassShares shares = new ClassShares();
  private final Groups<T> groups;
  private final List<Chain<T>> arrived = new ArrayList<>();
  private final Known<LatestKey, Waiting<T>> latest = new Known<>();
  private final long[] classRows = new long[Priority.values().length];
  private final long[] classSmallRows = new long[classRows.length];
  private final Pacing<T> pacing;
  private final int batch;
  private long arrivals;
  private boolean tookAny;
  private long tookNanos;
  private int requests;
  private long rows;
  private long bytes;

  private record LatestKey(String tenant, String key) {}

  Backlog(Function<Object, Group<T>> making, Pacing<T> pacing, int batch) {
    this.pacing = pacing;
    this.batch = batch;
    this.groups = new Groups<>(making);
    for (int i = 0; i < classRows.length; i++) {
      arrived.add(new Chain<>(Chain.Kind.ARRIVED));
    }
  }

  int requests() {
    return requests;
  }

  long rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }

  long rows(int classIndex) {
    return classRows[classIndex];
  }

  int requests(int classIndex) {
    return shares.waiting(classIndex);
  }

  /** Of requests that fit in one batch. */
  long smallRows(int classIndex) {
    return classSmallRows[classIndex];
  }

  /** Whether nothing waits and nothing was taken for so long. */
  boolean restedFor(long nanos, long nowNanos) {
    return requests == 0 && (!tookAny || nowNanos - tookNanos >= nanos);
  }

  Groups<T> groups() {
    return groups;
  }

  ClassShares shares() {
    return shares;
  }

  /** The requests of a class in the order in which they came. */
  Chain<T> arrived(int classIndex) {
    return arrived.get(classIndex);
  }

  /** The request of which no row was taken yet and that one with these terms replaces. */
  @Nullable Waiting<T> replacedBy(Terms terms) {
    if (terms.keepLatest() == null) {
      return null;
    }
    Waiting<T> replaced = latest.get(new LatestKey(terms.tenant(), terms.keepLatest()));
    return replaced != null && replaced.untouched() ? replaced : null;
  }

  void add(Waiting<T> waiting, long nowNanos) {
    waiting.number = ++arrivals;
    waiting.arrivedNanos = nowNanos;
    enter(waiting, nowNanos);
    arrived.get(waiting.classIndex()).addLast(waiting);
    waiting.group().arrived(nowNanos);
    waiting.group().line(waiting).add(waiting);
    String key = waiting.terms().keepLatest();
    if (key != null) {
      latest.put(new LatestKey(waiting.terms().tenant(), key), waiting);
    }
  }

  /** Takes a request out for good: nothing of it will wait again. */
  void remove(Waiting<T> waiting) {
    waiting.ended = true;
    waiting.group().line(waiting).remove(waiting);
    count(waiting, -waiting.rowsWaiting());
    leave(waiting);
  }

  /** Rows that a batch has just taken. */
  void took(Waiting<T> waiting, long taken, long nowNanos) {
    boolean starts = waiting.rowsWaiting() + taken == waiting.rows();
    tookAny = true;
    tookNanos = nowNanos;
    waiting.servedNanos = nowNanos;
    waiting.group().line(waiting).took(waiting, taken);
    shares.charge(waiting.classIndex(), taken);
    count(waiting, -taken);
    pacing.took(waiting, taken, starts, this, nowNanos);
    if (waiting.rowsWaiting() == 0) {
      leave(waiting);
    } else {
      waiting.group().served.moveToLast(waiting);
    }
  }

  void putBack(Slice<T> slice, long nowNanos) {
    Waiting<T> waiting = slice.waiting();
    if (waiting.ended) {
      return;
    }
    if (waiting.waits) {
      Line<T> line = waiting.group().line(waiting);
      line.remove(waiting);
      waiting.giveBack(slice);
      count(waiting, slice.count());
      line.addFirst(waiting);
      return;
    }
    waiting.giveBack(slice);
    enter(waiting, nowNanos);
    arrived.get(waiting.classIndex()).addLast(waiting);
    waiting.group().line(waiting).addFirst(waiting);
  }

  List<Waiting<T>> removeAll() {
    List<Waiting<T>> all = new ArrayList<>(requests);
    for (Chain<T> chain : arrived) {
      for (Waiting<T> first = chain.first(); first != null; first = chain.first()) {
        remove(first);
        all.add(first);
      }
    }
    return all;
  }

  private void enter(Waiting<T> waiting, long nowNanos) {
    Group<T> group = groups.enter(waiting.terms().group());
    waiting.group = group;
    waiting.waits = true;
    waiting.servedNanos = nowNanos;
    group.served.addLast(waiting);
    shares.entered(waiting.classIndex());
    requests++;
    bytes += waiting.terms().bytes();
    count(waiting, waiting.rowsWaiting());
  }

  private void leave(Waiting<T> waiting) {
    Group<T> group = waiting.group();
    group.served.remove(waiting);
    if (group.served.isEmpty()) {
      groups.leave(group);
    }
    waiting.group = null;
    waiting.waits = false;
    arrived.get(waiting.classIndex()).remove(waiting);
    shares.left(waiting.classIndex());
    if (shares.waiting(waiting.classIndex()) == 0) {
      pacing.rest(waiting.classIndex());
    }
    requests--;
    bytes -= waiting.terms().bytes();
    String key = waiting.terms().keepLatest();
    if (key != null) {
      latest.remove(new LatestKey(waiting.terms().tenant(), key), waiting);
    }
  }

  private void count(Waiting<T> waiting, long more) {
    rows += more;
    classRows[waiting.classIndex()] += more;
    if (waiting.rows() <= batch) {
      classSmallRows[waiting.classIndex()] += more;
    }
    waiting.group().rows += more;
  }
}
