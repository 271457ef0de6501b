package dev.soban.core.schedule.line;

import dev.soban.core.schedule.share.Account;
import dev.soban.core.schedule.share.AccountLine;
import dev.soban.core.schedule.share.IndexedHeap;
import dev.soban.core.schedule.share.Levels;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's waiting requests in a {@link FairLine}, by level: small ones in a ring, larger ones
 * by what is left of them.
 */
final class TenantLine<T> extends AccountLine {
  final int[] heapIndex = {IndexedHeap.NOWHERE, IndexedHeap.NOWHERE, IndexedHeap.NOWHERE};
  @Nullable Account account;

  private final FairLine<T> owner;
  private final Chain<T> small = new Chain<>(Chain.Kind.LINE);
  private final ByRowsLeft<T> medium = new ByRowsLeft<>();
  private final ByRowsLeft<T> large = new ByRowsLeft<>();
  private boolean newest;

  TenantLine(FairLine<T> owner, String tenant) {
    super(tenant);
    this.owner = owner;
  }

  boolean isEmpty(int level) {
    return first(level) == null;
  }

  boolean isEmpty() {
    return isEmpty(Levels.SMALL) && isEmpty(Levels.MEDIUM) && isEmpty(Levels.LARGE);
  }

  /** Who is next in its level. */
  @Nullable Waiting<T> first(int level) {
    return switch (level) {
      case Levels.SMALL -> newest ? small.last() : small.first();
      case Levels.MEDIUM -> medium.first();
      default -> large.first();
    };
  }

  void add(Waiting<T> waiting, int level, boolean inFront) {
    waiting.level = level;
    if (level != Levels.SMALL) {
      heap(level).add(waiting);
    } else if (inFront) {
      small.addFirst(waiting);
    } else {
      small.addLast(waiting);
    }
  }

  void remove(Waiting<T> waiting) {
    if (waiting.level == Levels.SMALL) {
      small.remove(waiting);
    } else {
      heap(waiting.level).remove(waiting);
    }
  }

  /** Has less left now, but stays in its level. */
  void hadItsTurn(Waiting<T> waiting) {
    if (waiting.level != Levels.SMALL) {
      heap(waiting.level).moved(waiting);
    } else if (!congested()) {
      small.moveToLast(waiting);
    }
  }

  /**
   * A turn ends. While requests wait for too long, every other turn is the newest's, so that half
   * of them get their answers soon and the rest still wait no longer than twice as long.
   */
  void next() {
    newest = !newest && congested();
  }

  @Override
  protected void accountMoved() {
    owner.moved(this);
  }

  private boolean congested() {
    return account != null && account.pace().congested();
  }

  private ByRowsLeft<T> heap(int level) {
    return level == Levels.MEDIUM ? medium : large;
  }

  private static final class ByRowsLeft<T> extends IndexedHeap<Waiting<T>> {
    @Override
    protected boolean before(Waiting<T> one, Waiting<T> other) {
      return one.rowsWaiting() < other.rowsWaiting()
          || (one.rowsWaiting() == other.rowsWaiting() && one.number < other.number);
    }

    @Override
    protected int index(Waiting<T> waiting) {
      return waiting.heapIndex;
    }

    @Override
    protected void placed(Waiting<T> waiting, int index) {
      waiting.heapIndex = index;
    }
  }
}
