package dev.soban.core.schedule.share;

import dev.soban.core.schedule.terms.Terms;
import org.jspecify.annotations.Nullable;

/**
 * The tenants of one class. Each row is charged to its tenant's counter, and the lowest counter
 * goes first, so that tenants that wait get rows in proportion to their weights [1].
 *
 * <p>A tenant that comes back is lifted to the lowest counter of those that wait, less a credit of
 * a batch, so that it goes first and yet saves nothing up while it is away. It is forgotten once
 * those that wait have caught up with it, since it would be lifted anyway.
 *
 * <p>[1] Sheng et al., Fairness in Serving Large Language Models, OSDI 2024.
 */
public final class Accounts {
  private final double credit;
  private final Known<String, Account> known = new Known<>();
  private final Heap waiting = new Heap();
  private final IdleHeap idle = new IdleHeap();
  private double waitingWeight;
  private final long[] rows = new long[Levels.COUNT];
  private long turns;

  /**
   * @param credit rows by which a tenant that comes back may begin below the others
   */
  public Accounts(double credit) {
    this.credit = credit;
  }

  /** The account, from now on with something waiting in the given line. */
  public Account open(AccountLine line, double weight) {
    Account account = find(line.tenant());
    if (!account.waits()) {
      account.weight = weight;
      waitingWeight += weight;
      if (account.heapIndex != IndexedHeap.NOWHERE) {
        idle.remove(account);
      }
      Account least = waiting.first();
      account.counter =
          least == null ? 0 : Math.max(account.counter, least.counter - credit / weight);
      waiting.add(account);
    }
    line.nextOfAccount = account.lines;
    account.lines = line;
    return account;
  }

  /** Nothing of the account waits in the given line any more. */
  public void close(Account account, AccountLine line) {
    unlink(account, line);
    if (account.waits()) {
      return;
    }
    waiting.remove(account);
    waitingWeight = waiting.isEmpty() ? 0 : waitingWeight - account.weight;
    account.pace().rest();
    if (waiting.isEmpty()) {
      forgetIdle();
      account.counter = 0;
    }
    account.forgottenAt = account.counter + credit / account.weight;
    idle.add(account);
    forgetOvertaken();
  }

  public void charge(Account account, long rows) {
    account.counter += rows / account.weight;
    account.lastTurn = ++turns;
    if (account.waits()) {
      waiting.moved(account);
      for (AccountLine line = account.lines; line != null; line = line.nextOfAccount) {
        line.accountMoved();
      }
      forgetOvertaken();
    }
  }

  /** Rows of the class that go ahead of a new request's first ones under the adaptive policy. */
  public double rowsAhead(Terms terms, long first, int level) {
    Account account = known(terms.tenant());
    double own = account == null ? 0 : account.rowsUpTo(level);
    double ownWeight = account != null && account.waits() ? account.weight : 0;
    double fair = (own + first) * (waitingWeight - ownWeight) / terms.weight();
    return own + Math.min(rowsUpTo(level) - own, fair);
  }

  public @Nullable Account known(String tenant) {
    return known.get(tenant);
  }

  /** Rows more, or fewer, wait in a level. */
  public void count(Account account, int level, long more) {
    account.count(level, more);
    rows[level] += more;
  }

  /** How many are remembered, waiting or not. */
  public int size() {
    return known.size();
  }

  private long rowsUpTo(int level) {
    long sum = 0;
    for (int i = 0; i <= level; i++) {
      sum += rows[i];
    }
    return sum;
  }

  private Account find(String tenant) {
    Account account = known.get(tenant);
    if (account == null) {
      account = new Account(tenant);
      known.put(tenant, account);
    }
    return account;
  }

  private void forgetOvertaken() {
    Account least = waiting.first();
    Account away = idle.first();
    while (least != null && away != null && away.forgottenAt <= least.counter) {
      forget(away);
      away = idle.first();
    }
  }

  private void forgetIdle() {
    for (Account away = idle.first(); away != null; away = idle.first()) {
      forget(away);
    }
  }

  private void forget(Account account) {
    idle.remove(account);
    known.remove(account.tenant, account);
  }

  private static void unlink(Account account, AccountLine gone) {
    AccountLine before = null;
    AccountLine line = account.lines;
    while (line != null && !line.equals(gone)) {
      before = line;
      line = line.nextOfAccount;
    }
    if (before == null) {
      account.lines = gone.nextOfAccount;
    } else {
      before.nextOfAccount = gone.nextOfAccount;
    }
    gone.nextOfAccount = null;
  }

  private static final class IdleHeap extends Heap {
    @Override
    protected boolean before(Account one, Account other) {
      return one.forgottenAt < other.forgottenAt;
    }
  }

  private static class Heap extends IndexedHeap<Account> {
    @Override
    protected boolean before(Account one, Account other) {
      return one.before(other);
    }

    @Override
    protected int index(Account account) {
      return account.heapIndex;
    }

    @Override
    protected void placed(Account account, int index) {
      account.heapIndex = index;
    }
  }
}
