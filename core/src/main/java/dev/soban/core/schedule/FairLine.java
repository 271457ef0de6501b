package dev.soban.core.schedule;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

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
  private static final int LAG_BATCHES = 5;

  private final Accounts<T> accounts;
  private final Levels levels;
  private final int quantum;
  private final Known<String, TenantLine<T>> tenants = new Known<>();
  private final Heap<T>[] waiting;
  private final Ration floor = new Ration(FLOOR_SHARE, 1);
  private @Nullable TenantLine<T> latest;
  private long smallRows;
  private int floorLevel = Levels.SMALL;

  FairLine(Accounts<T> accounts, Levels levels, int quantum) {
    this.accounts = accounts;
    this.levels = levels;
    this.quantum = quantum;
    this.waiting = heaps();
  }

  @Override
  boolean isEmpty() {
    return waiting[Levels.SMALL].isEmpty()
        && waiting[Levels.MEDIUM].isEmpty()
        && waiting[Levels.LARGE].isEmpty();
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
      floorLevel = lowestLevel();
    }
  }

  @Override
  Waiting<T> next() {
    if (waiting[floorLevel].isEmpty()) {
      floorLevel = Levels.SMALL;
    }
    int level = floorLevel == Levels.SMALL ? nextLevel() : floorLevel;
    TenantLine<T> tenant = requireNonNull(waiting[level].first());
    return requireNonNull(tenant.first(level));
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
    Account<T> account = requireNonNull(tenant.account);
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
    FairLine<T> line = (FairLine<T>) other;
    int mine = nextLevel();
    int theirs = line.nextLevel();
    if (mine != theirs) {
      return mine < theirs;
    }
    TenantLine<T> tenant = requireNonNull(waiting[mine].first());
    TenantLine<T> otherTenant = requireNonNull(line.waiting[theirs].first());
    if (tenant.account != otherTenant.account) {
      return requireNonNull(tenant.account).before(requireNonNull(otherTenant.account));
    }
    Waiting<T> one = requireNonNull(tenant.first(mine));
    Waiting<T> another = requireNonNull(otherTenant.first(mine));
    return mine == Levels.SMALL
        ? one.servedNanos - another.servedNanos < 0
        : one.rowsWaiting() < another.rowsWaiting();
  }

  /** The tenant's counter has changed. */
  void moved(TenantLine<T> tenant) {
    for (int level = 0; level < Levels.COUNT; level++) {
      if (tenant.heapIndex[level] != IndexedHeap.NOWHERE) {
        waiting[level].moved(tenant);
      }
    }
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
    Account<T> account = requireNonNull(tenant.account);
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
      waiting[level].add(tenant);
    }
  }

  private void displace(TenantLine<T> tenant, Waiting<T> gone, long rows) {
    int level = gone.level;
    tenant.remove(gone);
    count(requireNonNull(tenant.account), level, -rows);
    if (tenant.isEmpty(level)) {
      waiting[level].remove(tenant);
    }
  }

  private void count(Account<T> account, int level, long rows) {
    accounts.count(account, level, rows);
    if (level == Levels.SMALL) {
      smallRows += rows;
    }
  }

  /** The highest level, unless somebody in a lower one lags too far behind who is first there. */
  private int nextLevel() {
    int next = Levels.SMALL;
    while (waiting[next].isEmpty()) {
      next++;
    }
    double least = counter(next) - LAG_BATCHES * levels.batch();
    for (int level = next + 1; level < Levels.COUNT; level++) {
      if (!waiting[level].isEmpty() && counter(level) < least) {
        next = level;
        least = counter(level);
      }
    }
    return next;
  }

  private double counter(int level) {
    return requireNonNull(requireNonNull(waiting[level].first()).account).counter;
  }

  private int lowestLevel() {
    int level = Levels.LARGE;
    while (level > Levels.SMALL && waiting[level].isEmpty()) {
      level--;
    }
    return level;
  }

  private TenantLine<T> tenant(String name) {
    TenantLine<T> tenant = latest;
    if (tenant == null || !tenant.tenant.equals(name)) {
      tenant = tenants.get(name);
      if (tenant == null) {
        tenant = new TenantLine<>(this, name);
        tenants.put(name, tenant);
      }
      latest = tenant;
    }
    return tenant;
  }

  /** The last one stays, since most models have one tenant that comes and goes all the time. */
  private void forget(TenantLine<T> tenant) {
    if (tenants.size() > 1) {
      tenants.remove(tenant.tenant, tenant);
      if (latest == tenant) {
        latest = null;
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // An array cannot be of a generic type.
  private static <T> Heap<T>[] heaps() {
    Heap<T>[] heaps = new Heap[Levels.COUNT];
    for (int level = 0; level < Levels.COUNT; level++) {
      heaps[level] = new Heap<>(level);
    }
    return heaps;
  }

  private static final class Heap<T> extends IndexedHeap<TenantLine<T>> {
    private final int level;

    Heap(int level) {
      this.level = level;
    }

    @Override
    boolean before(TenantLine<T> one, TenantLine<T> other) {
      return requireNonNull(one.account).before(requireNonNull(other.account));
    }

    @Override
    int index(TenantLine<T> tenant) {
      return tenant.heapIndex[level];
    }

    @Override
    void placed(TenantLine<T> tenant, int index) {
      tenant.heapIndex[level] = index;
    }
  }
}
