package dev.soban.core.batch;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The compute threads of one device, shared by all models on it: one batch is one turn, turns are
 * taken in the order asked for. Without this each model alone would oversubscribe the cores.
 */
public final class ComputeSlots implements AutoCloseable {
  private final ThreadPoolExecutor threads;

  /**
   * @param slots how many batches run at once; the number of cores, for the CPU
   */
  public ComputeSlots(String name, int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException("slots: " + slots + " (expected: >= 1)");
    }
    threads =
        new ThreadPoolExecutor(
            slots,
            slots,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("soban-" + name + "-", 1).daemon(true).factory());
  }

  public int slots() {
    return threads.getMaximumPoolSize();
  }

  /**
   * Asks for one turn.
   *
   * @return false after closing: the turn will never come
   */
  boolean turn(Runnable batch) {
    try {
      threads.execute(batch);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /**
   * Turns for other work of this device, as decoding, in line with the batches: one more set of
   * busy threads would only push runs of the engine off their cores.
   *
   * @param maxWaiting how many may wait; beyond it and after closing they are rejected
   */
  public Executor turns(int maxWaiting) {
    AtomicInteger waiting = new AtomicInteger();
    return work -> {
      if (waiting.incrementAndGet() > maxWaiting || !turn(() -> begin(work, waiting))) {
        waiting.decrementAndGet();
        throw new RejectedExecutionException("turns: " + maxWaiting + " wait already");
      }
    };
  }

  private static void begin(Runnable work, AtomicInteger waiting) {
    waiting.decrementAndGet();
    work.run();
  }

  /** Whether somebody waits for a turn, so that whoever runs should go to the back of the line. */
  boolean contended() {
    return !threads.getQueue().isEmpty();
  }

  /** Lets running and waiting turns end, takes no more. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
