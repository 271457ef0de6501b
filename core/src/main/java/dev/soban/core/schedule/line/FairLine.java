package dev.soban.core.schedule.line;

import static java.util.Objects.requireNonNull;

import dev.soban.core.schedule.share.Account;
import dev.soban.core.schedule.share.Accounts;
import dev.soban.core.schedule.share.Known;
import dev.soban.core.schedule.share.Levels;
import dev.soban.core.schedule.share.Ration;

/**
 * The adaptive policy. Tenants by their counters; small requests first, in turns of a few rows;
 * then the larger ones, least left first.
 *
 * <p>Two rules keep size from shutting anybody out. When small requests alone would fill the batch,
 * one row goes to the lowest level (the floor). And a tenant whose counter lags that of the next by
 * some batches goes first, whatever the size of its requests.
 */
final class FairLine<T> extends Line<T> {
  private static final double FLOOR_SHARE = 0.1;

  private final Accounts accounts;
  private final Levels levels;
  private final int quantum;
  private final Known<String, TenantLine<T>> tenants = new Known<>();
  private final TenantLevels<T> waiting;
  private final Ration floor = new Ration(FLOOR_SHARE, 1);
  private long smallRows;
  private int floorLevel = Levels.SMALL;

  FairLine(Accounts accounts, Levels levels, int quantum) {
    this.accounts = accounts;
    this.levels = levels;
    this.quantum = quantum;
    this.waiting = new TenantLevels<>(levels.batch());
  }

  @Override
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  @Override
  void add(Waiting<T> added) {
    enter(added, false);
  }

  @Override
  void addFirst(Waiting<T> added) {
    enter(added, true);
  }

  @Override
  void remove(Waiting<T> removed) {
    leave(requireNonNull(removed.tenantLine), removed, removed.rowsWaiting());
  }

  @Override
  void open(int worker, long room) {
    floorLevel = Levels.SMALL;
    if (smallRows < room) {
      return;
    }
    floor.open(room);
    if (floor.allows()) {
      floorLevel = waiting.lowest();
    }
  }

  @Override
  Waiting<T> next() {
    if (waiting.isEmpty(floorLevel)) {
      floorLevel = Levels.SMALL;
    }
    return waiting.firstRequest(floorLevel == Levels.SMALL ? waiting.next() : floorLevel);
  }

  @Override
  long turn(Waiting<T> next) {
    if (floorLevel != Levels.SMALL) {
      return 1;
    }
    return next.level == Levels.SMALL ? quantum : Long.MAX_VALUE;
  }

  @Override
  void took(Waiting<T> waiter, long rows) {
    if (floorLevel != Levels.SMALL) {
      floorLevel = Levels.SMALL;
      floor.spend();
    }
    TenantLine<T> tenant = requireNonNull(waiter.tenantLine);
    Account account = requireNonNull(tenant.account);
    accounts.charge(account, rows);
    count(account, waiter.level, -rows);
    tenant.next();
    long left = waiter.rowsWaiting();
    if (left == 0) {
      leave(tenant, waiter, 0);
    } else if (levels.of(left) == waiter.level) {
      tenant.hadItsTurn(waiter);
    } else {
      change(tenant, waiter);
    }
  }

  @Override
  boolean leads(Line<T> other) {
    return waiting.lead(((FairLine<T>) other).waiting);
  }

  /** The tenant's counter has changed. */
  void moved(TenantLine<T> tenant) {
    waiting.moved(tenant);
  }

  private void enter(Waiting<T> added, boolean inFront) {
    TenantLine<T> tenant = tenant(added.terms().tenant());
    if (tenant.account == null) {
      tenant.account = accounts.open(tenant, added.terms().weight());
    }
    added.tenantLine = tenant;
    added.account = tenant.account;
    place(tenant, added, inFront);
  }

  private void leave(TenantLine<T> tenant, Waiting<T> gone, long rows) {
    Account account = requireNonNull(tenant.account);
    displace(tenant, gone, rows);
    gone.tenantLine = null;
    if (tenant.isEmpty()) {
      tenant.account = null;
      accounts.close(account, tenant);
      forget(tenant);
    }
  }

  private void change(TenantLine<T> tenant, Waiting<T> changed) {
    displace(tenant, changed, changed.rowsWaiting());
    place(tenant, changed, false);
  }

  private void place(TenantLine<T> tenant, Waiting<T> added, boolean inFront) {
    int level = levels.of(added.rowsWaiting());
    boolean first = tenant.isEmpty(level);
    tenant.add(added, level, inFront);
    count(requireNonNull(tenant.account), level, added.rowsWaiting());
    if (first) {
      waiting.add(tenant, level);
    }
  }

  private void displace(TenantLine<T> tenant, Waiting<T> gone, long rows) {
    int level = gone.level;
    tenant.remove(gone);
    count(requireNonNull(tenant.account), level, -rows);
    if (tenant.isEmpty(level)) {
      waiting.remove(tenant, level);
    }
  }

  private void count(Account account, int level, long rows) {
    accounts.count(account, level, rows);
    if (level == Levels.SMALL) {
      smallRows += rows;
    }
  }

  private TenantLine<T> tenant(String name) {
    TenantLine<T> tenant = tenants.get(name);
    if (tenant == null) {
      tenant = new TenantLine<>(this, name);
      tenants.put(name, tenant);
    }
    return tenant;
  }

  /** The last one stays, since most models have one tenant that comes and goes all the time. */
  private void forget(TenantLine<T> tenant) {
    if (tenants.size() > 1) {
      tenants.remove(tenant.tenant(), tenant);
    }
  }
}
