package dev.soban.core.batch;

import dev.soban.core.engine.FatalHandler;
import dev.soban.core.engine.WorkerBeat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The compute threads of one device, shared by all models on it: one batch is one turn. Without
 * this each model alone would oversubscribe the cores.
 *
 * <p>Whoever wants turns has a {@link Share} of the device, and turns are dealt out between the
 * shares that ask, in proportion to their weights, by self-clocked fair queueing (Golestani, 1994):
 * the front turn of a share is tagged one stride, the inverse of its weight, after the share's last
 * tag or the tag of the turn dealt out last, whichever is later, and the lowest tag goes first. A
 * share that was away gains nothing by it, and no share waits for ever.
 *
 * <p>A thread that never comes back from its turn can be written off: another takes its place at
 * once, and it ends quietly if it does come back.
 */
public final class ComputeSlots implements AutoCloseable {
  /** As a model: what was decoded far ahead of its run has left the cache by then. */
  private static final double DECODING_WEIGHT = 1;

  /** One turn in fifty while others wait. */
  private static final double BACKGROUND_WEIGHT = 0.02;

  private final String name;
  private final int slots;
  private final FatalHandler fatal;

  /** Whether a turn waits; written with the lock held. */
  private volatile boolean contended;

  // Guarded by lock:
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();
  private final List<Share> asking = new ArrayList<>();
  private final Collection<ComputeWorker> workers = new LinkedHashSet<>();
  private double clock;
  private int waiting;
  private int idle;
  private int started;
  private boolean closed;

  /** What one turn does, on the worker that has it. Never throws. */
  @FunctionalInterface
  interface Turn {
    void take(ComputeWorker worker);
  }

  /** Slots that only log what breaks the process. */
  public ComputeSlots(String name, int slots) {
    this(name, slots, error -> {});
  }

  /**
   * @param slots how many batches run at once; the number of cores, for the CPU
   * @param fatal is told when an engine broke the process beyond repair
   */
  public ComputeSlots(String name, int slots, FatalHandler fatal) {
    if (slots < 1) {
      throw new IllegalArgumentException("slots: " + slots + " (expected: >= 1)");
    }
    this.name = name;
    this.slots = slots;
    this.fatal = fatal;
  }

  public int slots() {
    return slots;
  }

  /**
   * A share of the device, for one model.
   *
   * @param weight how many turns it gets for one of a share of weight 1, while both want them
   */
  Share share(double weight) {
    return new Share(this, weight);
  }

  /**
   * A share that gets turns while nobody else wants them, and hardly any otherwise: for trying out
   * a new version beside one that serves.
   */
  Share backgroundShare() {
    return share(BACKGROUND_WEIGHT);
  }

  /**
   * Turns for other work of this device, as decoding, in line with the batches: one more set of
   * busy threads would only push runs of the engine off their cores.
   *
   * @param maxWaiting how many may wait; beyond it and after closing they are rejected
   */
  public Executor turns(int maxWaiting) {
    Share decoding = share(DECODING_WEIGHT);
    AtomicInteger count = new AtomicInteger();
    return work -> {
      if (count.incrementAndGet() > maxWaiting || !decoding.ask(worker -> begin(work, count))) {
        count.decrementAndGet();
        throw new RejectedExecutionException("turns: " + maxWaiting + " wait already");
      }
    };
  }

  private static void begin(Runnable work, AtomicInteger count) {
    count.decrementAndGet();
    work.run();
  }

  /** Whether somebody waits for a turn, so that whoever runs should ask for its next one anew. */
  boolean contended() {
    return contended;
  }

  /**
   * Adds one turn to those that the share waits for.
   *
   * @return false after closing: the turn will never come
   */
  boolean ask(Share share, Turn turn) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      if (share.isEmpty()) {
        asking.add(share);
      }
      share.add(turn, clock);
      waiting++;
      contended = true;
      if (waiting <= idle) {
        asked.signal();
      } else if (workers.size() < slots) {
        startWorker();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The worker's next turn; null when it should end. Waits until there is one. */
  @Nullable Turn next(ComputeWorker worker) {
    lock.lock();
    try {
      while (waiting == 0) {
        if (closed || worker.writtenOff()) {
          return null;
        }
        idle++;
        asked.awaitUninterruptibly();
        idle--;
      }
      return worker.writtenOff() ? null : takeLowest();
    } finally {
      lock.unlock();
    }
  }

  void broke(Error error) {
    fatal.broke(error);
  }

  private Turn takeLowest() {
    Share first = asking.getFirst();
    for (Share share : asking) {
      if (share.isBefore(first)) {
        first = share;
      }
    }
    clock = first.tag();
    waiting--;
    contended = waiting > 0;
    Turn turn = first.take();
    if (first.isEmpty()) {
      asking.remove(first);
    }
    return turn;
  }

  /**
   * Counts on this worker no more, whose turn does not end, and puts another in its place.
   *
   * @return false when it was written off before
   */
  boolean writeOff(ComputeWorker worker) {
    lock.lock();
    try {
      if (!workers.remove(worker)) {
        return false;
      }
      worker.writeOff();
      startWorker();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void startWorker() {
    started++;
    ComputeWorker worker = new ComputeWorker(this, "soban-" + name + "-" + started);
    workers.add(worker);
    worker.start();
  }

  /** When each worker that counts last began or ended something. */
  public List<WorkerBeat> beats() {
    lock.lock();
    try {
      return workers.stream().map(ComputeWorker::beat).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Lets running and waiting turns end, takes no more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      asked.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
