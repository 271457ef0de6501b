package dev.soban.cli.infer;

import dev.soban.cli.Surroundings;
import java.io.PrintStream;

/** A bar on standard error while somebody watches and there is much to do. Thread-safe. */
final class Progress {
  private static final int MANY = 4;
  private static final int WIDTH = 40;

  private final PrintStream err;
  private final int total;
  private final boolean shown;
  private int done;

  private Progress(PrintStream err, int total, boolean shown) {
    this.err = err;
    this.total = total;
    this.shown = shown;
  }

  static Progress of(Surroundings surroundings, int total) {
    return new Progress(
        surroundings.err(), total, surroundings.terminal().interactive() && total >= MANY);
  }

  synchronized void step() {
    done++;
    if (shown) {
      int filled = (int) ((long) WIDTH * done / total);
      err.print(
          "\r[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + done + "/" + total);
      err.flush();
    }
  }

  /** Clears the line. */
  synchronized void done() {
    if (shown) {
      err.print("\r" + " ".repeat(WIDTH + 24) + "\r");
      err.flush();
    }
  }
}
