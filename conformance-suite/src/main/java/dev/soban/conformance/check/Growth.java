package dev.soban.conformance.check;

import dev.soban.conformance.verdict.Unmet;
import java.util.function.LongSupplier;

/** That a count of the server grows by exactly what it was asked. */
public final class Growth {
  private static final int ASKED = 3;
  private static final int TRIES = 3;
  private static final int LOOKS = 40;

  private Growth() {}

  /** Somebody else may ask in between, so that one exact try of a few is enough. */
  public static void expect(LongSupplier count, Runnable ask) {
    long grown = 0;
    for (int i = 0; i < TRIES && grown != ASKED; i++) {
      long before = count.getAsLong();
      for (int asked = 0; asked < ASKED; asked++) {
        ask.run();
      }
      grown = grown(count, before);
    }
    Unmet.unlessEqual("successes more than before:", (long) ASKED, grown);
  }

  /** An answer may be sent a moment before it is counted. */
  private static long grown(LongSupplier count, long before) {
    long grown = 0;
    for (int look = 0; look < LOOKS && grown < ASKED; look++) {
      grown = count.getAsLong() - before;
    }
    return grown;
  }
}
