package dev.soban.core.time;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A timer for very many tasks, most of which are cancelled: both cost a few pointers. Tasks run up
 * to one tick late, on the wheel's one thread.
 *
 * <p>A hashed timing wheel (Varghese and Lauck, 1987): a task waits in the slot that its due tick
 * falls on, together with those due whole rounds later; each tick looks at one slot.
 */
public final class WheelTimer implements Timer, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WheelTimer.class.getName());
  private static final int SLOTS = 1024;

  /** After so many ticks without a task the wheel stands still until the next one comes. */
  private static final int IDLE_TICKS = 1024;

  /** Far beyond any process's life, and far from overflow. */
  private static final long LONGEST_DELAY_NANOS = Long.MAX_VALUE / 4;

  private final Ticker ticker;
  private final long tickNanos;
  private final long startedAtNanos;
  private final Slot[] slots = new Slot[SLOTS];
  private final AtomicInteger waiting = new AtomicInteger();
  private final Thread thread;
  private volatile boolean standing;
  private volatile boolean closed;

  public WheelTimer(Ticker ticker, long tickNanos) {
    if (tickNanos < 1) {
      throw new IllegalArgumentException("tickNanos: " + tickNanos + " (expected: >= 1)");
    }
    this.ticker = ticker;
    this.tickNanos = tickNanos;
    this.startedAtNanos = ticker.nanos();
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Slot();
    }
    this.thread = Thread.ofPlatform().name("soban-timer").daemon(true).unstarted(this::turn);
  }

  /** Starts the thread; without it the wheel stands still. */
  public WheelTimer start() {
    thread.start();
    return this;
  }

  @Override
  public Scheduled schedule(long delayNanos, Runnable task) {
    long delay = Math.clamp(delayNanos, 0, LONGEST_DELAY_NANOS);
    long dueTick = (ticker.nanos() - startedAtNanos + delay) / tickNanos + 1;
    boolean first = waiting.getAndIncrement() == 0;
    Entry entry = new Entry(task, dueTick, slots[slot(dueTick)]);
    while (!entry.slot.add(entry)) {
      // The wheel overtook the caller: without this the task would wait for a whole round.
      dueTick++;
      entry = new Entry(task, dueTick, slots[slot(dueTick)]);
    }
    if (first && standing) {
      LockSupport.unpark(thread);
    }
    return entry;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  /** Whether the thread rests because no task waits. */
  boolean standsStill() {
    return standing;
  }

  private void turn() {
    long tick = 0;
    long busyTick = 0;
    while (!closed) {
      long now = (ticker.nanos() - startedAtNanos) / tickNanos;
      if (waiting.get() > 0) {
        busyTick = now;
      }
      // One round visits every slot, however long the wheel stood still.
      for (tick = Math.max(tick, now - SLOTS); tick < now; tick++) {
        runDue(tick + 1);
      }
      if (now - busyTick > IDLE_TICKS) {
        standStill();
        busyTick = (ticker.nanos() - startedAtNanos) / tickNanos;
      } else {
        LockSupport.parkNanos(this, (tick + 1) * tickNanos - (ticker.nanos() - startedAtNanos));
      }
    }
  }

  /** Set before looking and looked at after counting, so that one side always sees the other. */
  private void standStill() {
    standing = true;
    while (waiting.get() == 0 && !closed) {
      LockSupport.park(this);
    }
    standing = false;
  }

  private void runDue(long tick) {
    for (Entry entry : slots[slot(tick)].takeDue(tick)) {
      try {
        entry.task.run();
      } catch (RuntimeException | Error e) {
        LOG.log(System.Logger.Level.ERROR, "a timer task failed", e);
      }
    }
  }

  private static int slot(long tick) {
    return (int) (tick & (SLOTS - 1));
  }

  /** A task in its slot's list. */
  private static final class Entry implements Scheduled {
    private final Runnable task;
    private final long dueTick;
    private final Slot slot;

    // Guarded by slot:
    private @Nullable Entry before;
    private @Nullable Entry after;
    private boolean waits;

    Entry(Runnable task, long dueTick, Slot slot) {
      this.task = task;
      this.dueTick = dueTick;
      this.slot = slot;
    }

    @Override
    public void cancel() {
      slot.remove(this);
    }
  }

  /** A doubly linked list of the tasks that fall on one place of the wheel. */
  private final class Slot {
    private @Nullable Entry first;
    private long passedTick;

    /** False when the entry's tick has passed already. */
    synchronized boolean add(Entry entry) {
      if (entry.dueTick <= passedTick) {
        return false;
      }
      entry.waits = true;
      entry.after = first;
      if (first != null) {
        first.before = entry;
      }
      first = entry;
      return true;
    }

    synchronized void remove(Entry entry) {
      if (!entry.waits) {
        return;
      }
      entry.waits = false;
      waiting.decrementAndGet();
      if (entry.before == null) {
        first = entry.after;
      } else {
        entry.before.after = entry.after;
      }
      if (entry.after != null) {
        entry.after.before = entry.before;
      }
      entry.before = null;
      entry.after = null;
    }

    synchronized List<Entry> takeDue(long tick) {
      passedTick = tick;
      List<Entry> due = List.of();
      Entry entry = first;
      while (entry != null) {
        Entry following = entry.after;
        if (entry.dueTick <= tick) {
          remove(entry);
          due = due.isEmpty() ? new ArrayList<>() : due;
          due.add(entry);
        }
        entry = following;
      }
      return due;
    }
  }
}
