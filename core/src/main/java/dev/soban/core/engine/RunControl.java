package dev.soban.core.engine;

import org.jspecify.annotations.Nullable;

/** Stops one run once every row of it was abandoned, and never otherwise. Thread-safe. */
public final class RunControl {
  private @Nullable Runnable stop;
  private int waiting;

  /**
   * @param waiting how many requests wait for rows of this run
   */
  public RunControl(int waiting) {
    this.waiting = waiting;
  }

  /** Says how to stop the run; called back at once when nobody waits already. */
  public synchronized void onAbandoned(Runnable stopRun) {
    stop = stopRun;
    if (waiting == 0) {
      stopRun.run();
    }
  }

  /** The run ended: from now on there is nothing to stop. */
  public synchronized void ended() {
    stop = null;
  }

  /** One request fewer waits; the last one stops the run. */
  public synchronized void abandonOne() {
    waiting--;
    if (waiting == 0 && stop != null) {
      stop.run();
    }
  }

  public synchronized boolean abandoned() {
    return waiting == 0;
  }
}
