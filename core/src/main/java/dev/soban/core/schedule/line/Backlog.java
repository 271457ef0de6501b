package dev.soban.core.schedule.line;

import dev.soban.core.schedule.share.Account;
import dev.soban.core.schedule.share.ClassShares;
import dev.soban.core.schedule.share.Known;
import dev.soban.core.schedule.share.Pace;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everything that waits, counted, and each request in its place. */
public final class Backlog<T> {
  private final ClassShares shares = new ClassShares();
  private final Groups<T> groups;
  private final List<Chain<T>> arrived = new ArrayList<>();
  private final Known<LatestKey, Waiting<T>> latest = new Known<>();
  private final long[] classRows = new long[Priority.values().length];
  private final long[] classSmallRows = new long[classRows.length];
  private final Paces<T> paces;
  private final int batch;
  private long arrivals;
  private boolean tookAny;
  private long tookNanos;
  private int requests;
  private long rows;
  private long bytes;

  private record LatestKey(String tenant, String key) {}

  public Backlog(Function<Object, Group<T>> making, int batch) {
    this.paces = new Paces<>(batch);
    this.batch = batch;
    this.groups = new Groups<>(making);
    for (int i = 0; i < classRows.length; i++) {
      arrived.add(new Chain<>(Chain.Kind.ARRIVED));
    }
  }

  public int requests() {
    return requests;
  }

  public long rows() {
    return rows;
  }

  public long bytes() {
    return bytes;
  }

  public long rows(int classIndex) {
    return classRows[classIndex];
  }

  public int requests(int classIndex) {
    return shares.waiting(classIndex);
  }

  /** Of requests that fit in one batch. */
  public long smallRows(int classIndex) {
    return classSmallRows[classIndex];
  }

  /** Whether nothing waits and nothing was taken for so long. */
  public boolean restedFor(long nanos, long nowNanos) {
    return requests == 0 && (!tookAny || nowNanos - tookNanos >= nanos);
  }

  public Groups<T> groups() {
    return groups;
  }

  public ClassShares shares() {
    return shares;
  }

  /** How fast a class gets through. */
  public Pace pace(int classIndex) {
    return paces.ofClass(classIndex);
  }

  /** Who came last of a class. */
  public @Nullable Waiting<T> newest(int classIndex) {
    return arrived.get(classIndex).last();
  }

  /** Who of the same class came before. */
  public @Nullable Waiting<T> before(Waiting<T> waiting) {
    return arrived.get(waiting.classIndex()).before(waiting);
  }

  /** Whether its tenant has more waiting by weight than the share, also without the request. */
  public boolean keepsMoreThan(double share, Waiting<T> waiting) {
    Account account = waiting.account;
    return account != null
        && (account.rowsWaiting() - waiting.rowsWaiting()) / account.weight() > share;
  }

  /** The request of which no row was taken yet and that one with these terms replaces. */
  public @Nullable Waiting<T> replacedBy(Terms terms) {
    if (terms.keepLatest() == null) {
      return null;
    }
    Waiting<T> replaced = latest.get(new LatestKey(terms.tenant(), terms.keepLatest()));
    return replaced != null && replaced.untouched() ? replaced : null;
  }

  /**
   * A new request waits.
   *
   * @param targetNanos how long it may wait for its first rows; 0 when it may wait for ever
   */
  public void add(Waiting<T> waiting, long targetNanos, long nowNanos) {
    waiting.number = ++arrivals;
    waiting.targetNanos = targetNanos;
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

  /**
   * Takes a request out for good, wherever it is: nothing of it will wait again.
   *
   * @return false when nothing of it waited
   */
  public boolean end(Waiting<T> waiting) {
    waiting.ended = true;
    if (!waiting.waits) {
      return false;
    }
    remove(waiting);
    return true;
  }

  /** Takes out for good who waits. */
  public void remove(Waiting<T> waiting) {
    waiting.ended = true;
    waiting.group().line(waiting).remove(waiting);
    count(waiting, -waiting.rowsWaiting());
    leave(waiting);
  }

  /** Rows that a batch has just taken. */
  public void took(Waiting<T> waiting, long taken, long nowNanos) {
    boolean starts = waiting.rowsWaiting() + taken == waiting.rows();
    tookAny = true;
    tookNanos = nowNanos;
    waiting.servedNanos = nowNanos;
    waiting.group().line(waiting).took(waiting, taken);
    shares.charge(waiting.classIndex(), taken);
    count(waiting, -taken);
    paces.took(waiting, taken, starts, classSmallRows[waiting.classIndex()]);
    if (waiting.rowsWaiting() == 0) {
      leave(waiting);
    } else {
      waiting.group().served.moveToLast(waiting);
    }
  }

  public void putBack(Slice<T> slice, long nowNanos) {
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

  public List<Waiting<T>> removeAll() {
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
      paces.rest(waiting.classIndex());
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
