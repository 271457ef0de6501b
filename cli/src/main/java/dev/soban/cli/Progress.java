package dev.soban.cli;

import java.io.PrintStream;

/** A bar on standard error while somebody watches and there is much to do. Thread-safe. */
public final class Progress {
  private static final int MANY = 4;
  private static final int WIDTH = 40;

  private final PrintStream err;
  private final long total;
  private final boolean shown;
  private long done;

  private Progress(PrintStream err, long total, boolean shown) {
    this.err = err;
    this.total = total;
    this.shown = shown;
  }

  public static Progress of(Surroundings surroundings, long total) {
    return new Progress(
        surroundings.err(), total, surroundings.terminal().interactive() && total >= MANY);
  }

  public void step() {
    step(1);
  }

  public synchronized void step(long count) {
    done += count;
    if (shown) {
      int filled = (int) (WIDTH * Math.min(done, total) / total);
      err.print(
          "\r[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + done + "/" + total);
      err.flush();
    }
  }

  /** Clears the line. */
  public synchronized void done() {
    if (shown) {
      err.print("\r" + " ".repeat(WIDTH + 24) + "\r");
      err.flush();
    }
  }
}
