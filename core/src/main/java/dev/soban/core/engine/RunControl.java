package dev.soban.core.engine;

import org.jspecify.annotations.Nullable;

/**
 * Stops one run once every row of it was abandoned or it counts as hung, and never otherwise.
 * Thread-safe.
 */
public final class RunControl {
  private @Nullable Runnable stop;
  private int waiting;
  private boolean stopped;

  /**
   * @param waiting how many requests wait for rows of this run
   */
  public RunControl(int waiting) {
    this.waiting = waiting;
  }

  /** Says how to stop the run; called back at once when nobody waits already. */
  public synchronized void onAbandoned(Runnable stopRun) {
    stop = stopRun;
    if (abandoned()) {
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

  /** The run hangs: whatever it answers comes too late. */
  public synchronized void stop() {
    stopped = true;
    if (stop != null) {
      stop.run();
    }
  }

  /** Whether nobody wants the answer any more. */
  public synchronized boolean abandoned() {
    return stopped || waiting == 0;
  }

  /** Whether the run counts as hung. */
  public synchronized boolean stopped() {
    return stopped;
  }
}
