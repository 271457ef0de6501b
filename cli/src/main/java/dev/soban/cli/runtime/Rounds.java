package dev.soban.cli.runtime;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Does something again and again on a thread of its own, with a pause in between. */
public final class Rounds implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Rounds.class.getName());

  private final Runnable round;
  private final long pauseNanos;
  private final Thread thread;
  private volatile boolean closed;

  private Rounds(String name, Duration pause, Runnable round) {
    this.round = round;
    this.pauseNanos = pause.toNanos();
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
  }

  public static Rounds start(String name, Duration pause, Runnable round) {
    Rounds rounds = new Rounds(name, pause, round);
    rounds.thread.start();
    return rounds;
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(this, pauseNanos);
      if (!closed) {
        once();
      }
    }
  }

  private void once() {
    try {
      round.run();
    } catch (RuntimeException | Error e) {
      // An edge: without it one bad round would be the last one.
      LOG.log(Level.ERROR, "a round of " + thread.getName() + " failed", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
