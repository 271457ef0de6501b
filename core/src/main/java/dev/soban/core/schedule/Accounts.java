package dev.soban.core.schedule;

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
final class Accounts<T> {
  private final double credit;
  private final Known<String, Account<T>> known = new Known<>();
  private final Heap<T> waiting = new Heap<>();
  private final IdleHeap<T> idle = new IdleHeap<>();
  private double waitingWeight;
  private final long[] rows = new long[Levels.COUNT];
  private long turns;

  /**
   * @param credit rows by which a tenant that comes back may begin below the others
   */
  Accounts(double credit) {
    this.credit = credit;
  }

  /** The account, from now on with something waiting in the given line. */
  Account<T> open(TenantLine<T> line, double weight) {
    Account<T> account = find(line.tenant);
    if (!account.waits()) {
      account.weight = weight;
      waitingWeight += weight;
      if (account.heapIndex != IndexedHeap.NOWHERE) {
        idle.remove(account);
      }
      Account<T> least = waiting.first();
      account.counter =
          least == null ? 0 : Math.max(account.counter, least.counter - credit / weight);
      waiting.add(account);
    }
    line.nextOfAccount = account.lines;
    account.lines = line;
    return account;
  }

  /** Nothing of the account waits in the given line any more. */
  void close(Account<T> account, TenantLine<T> line) {
    unlink(account, line);
    if (account.waits()) {
      return;
    }
    waiting.remove(account);
    waitingWeight = waiting.isEmpty() ? 0 : waitingWeight - account.weight;
    account.pace.rest();
    if (waiting.isEmpty()) {
      forgetIdle();
      account.counter = 0;
    }
    account.forgottenAt = account.counter + credit / account.weight;
    idle.add(account);
    forgetOvertaken();
  }

  void charge(Account<T> account, long rows) {
    account.counter += rows / account.weight;
    account.lastTurn = ++turns;
    if (account.waits()) {
      waiting.moved(account);
      for (TenantLine<T> line = account.lines; line != null; line = line.nextOfAccount) {
        line.accountMoved();
      }
      forgetOvertaken();
    }
  }

  /** Rows of the class that go ahead of a new request's first ones under the adaptive policy. */
  double rowsAhead(Terms terms, long first, int level) {
    Account<T> account = known(terms.tenant());
    double own = account == null ? 0 : upTo(level, account.rows);
    double ownWeight = account != null && account.waits() ? account.weight : 0;
    double fair = (own + first) * (waitingWeight - ownWeight) / terms.weight();
    return own + Math.min(upTo(level, rows) - own, fair);
  }

  @Nullable Account<T> known(String tenant) {
    return known.get(tenant);
  }

  /** Rows more, or fewer, wait in a level. */
  void count(Account<T> account, int level, long more) {
    account.rows[level] += more;
    rows[level] += more;
  }

  /** How many are remembered, waiting or not. */
  int size() {
    return known.size();
  }

  private Account<T> find(String tenant) {
    Account<T> account = known.get(tenant);
    if (account == null) {
      account = new Account<>(tenant);
      known.put(tenant, account);
    }
    return account;
  }

  private void forgetOvertaken() {
    Account<T> least = waiting.first();
    Account<T> away = idle.first();
    while (least != null && away != null && away.forgottenAt <= least.counter) {
      forget(away);
      away = idle.first();
    }
  }

  private void forgetIdle() {
    for (Account<T> away = idle.first(); away != null; away = idle.first()) {
      forget(away);
    }
  }

  private void forget(Account<T> account) {
    idle.remove(account);
    known.remove(account.tenant, account);
  }

  private static double upTo(int level, long[] rows) {
    long sum = 0;
    for (int i = 0; i <= level; i++) {
      sum += rows[i];
    }
    return sum;
  }

  private static <T> void unlink(Account<T> account, TenantLine<T> gone) {
    TenantLine<T> before = null;
    TenantLine<T> line = account.lines;
    while (line != null && line != gone) {
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

  private static final class IdleHeap<T> extends Heap<T> {
    @Override
    boolean before(Account<T> one, Account<T> other) {
      return one.forgottenAt < other.forgottenAt;
    }
  }

  private static class Heap<T> extends IndexedHeap<Account<T>> {
    @Override
    boolean before(Account<T> one, Account<T> other) {
      return one.before(other);
    }

    @Override
    int index(Account<T> account) {
      return account.heapIndex;
    }

    @Override
    void placed(Account<T> account, int index) {
      account.heapIndex = index;
    }
  }
}
