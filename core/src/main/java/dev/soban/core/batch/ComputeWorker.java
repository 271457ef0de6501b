package dev.soban.core.batch;

import dev.soban.core.engine.WorkerBeat;
import java.lang.System.Logger.Level;

/** One compute thread: takes turns until there will be no more, or until it is written off. */
final class ComputeWorker {
  private static final System.Logger LOG = System.getLogger(ComputeWorker.class.getName());

  private final ComputeSlots slots;
  private final Thread thread;
  private volatile boolean writtenOff;
  private volatile boolean busy;
  private volatile long beatNanos;
  private volatile boolean beaten;

  ComputeWorker(ComputeSlots slots, String name) {
    this.slots = slots;
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  boolean alive() {
    return thread.isAlive();
  }

  boolean writtenOff() {
    return writtenOff;
  }

  /** With the slots' lock held. */
  void writeOff() {
    writtenOff = true;
  }

  /** Says that its work went on at this reading of the ticker. */
  void beat(long nowNanos) {
    beatNanos = nowNanos;
    beaten = true;
  }

  WorkerBeat beat() {
    return new WorkerBeat(thread.getName(), busy, beaten, beatNanos);
  }

  private void work() {
    for (ComputeSlots.Turn turn = slots.next(this); turn != null; turn = slots.next(this)) {
      busy = true;
      try {
        turn.take(this);
      } catch (Error e) {
        LOG.log(Level.ERROR, "a turn broke thread=" + thread.getName(), e);
        slots.broke(e);
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "a turn failed thread=" + thread.getName(), e);
      }
      busy = false;
    }
  }
}
