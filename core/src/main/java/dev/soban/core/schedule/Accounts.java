package dev.soban.core.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The tenants of one class. Each row is charged to its tenant's counter, and the lowest counter
 * goes first, so that tenants that wait get rows in proportion to their weights [1].
 *
 * <p>A tenant that comes back is lifted to the lowest counter of those that wait: it saves nothing
 * up while it is away. It is forgotten once those that wait have caught up with it, since it would
 * be lifted anyway.
 *
 * <p>[1] Sheng et al., Fairness in Serving Large Language Models, OSDI 2024.
 */
final class Accounts<T> {
  private final Known<String, Account<T>> known = new Known<>();
  private final Heap<T> waiting = new Heap<>();
  private final Heap<T> idle = new Heap<>();
  private @Nullable Account<T> latest;
  private long turns;

  /** The account, from now on with something waiting in the given line. */
  Account<T> open(TenantLine<T> line, double weight) {
    Account<T> account = find(line.tenant);
    account.weight = weight;
    if (!account.waits()) {
      if (account.heapIndex != IndexedHeap.NOWHERE) {
        idle.remove(account);
      }
      Account<T> least = waiting.first();
      account.counter = Math.max(account.counter, least == null ? 0 : least.counter);
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
    if (waiting.isEmpty()) {
      forgetIdle();
      account.counter = 0;
    }
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

  /** How many are remembered, waiting or not. */
  int size() {
    return known.size();
  }

  private Account<T> find(String tenant) {
    Account<T> account = latest;
    if (account == null || !account.tenant.equals(tenant)) {
      account = known.get(tenant);
      if (account == null) {
        account = new Account<>(tenant);
        known.put(tenant, account);
      }
      latest = account;
    }
    return account;
  }

  private void forgetOvertaken() {
    Account<T> least = waiting.first();
    Account<T> away = idle.first();
    while (least != null && away != null && away.counter <= least.counter) {
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
    if (latest == account) {
      latest = null;
    }
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

  private static final class Heap<T> extends IndexedHeap<Account<T>> {
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
