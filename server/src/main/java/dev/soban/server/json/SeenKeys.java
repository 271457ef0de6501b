package dev.soban.server.json;

import dev.soban.core.predict.PredictionException.InvalidInput;

/** Which of an object's known keys came already; a second time is an error. */
public final class SeenKeys {
  private long seen;

  /** Notes a key by its number below 64. */
  public void once(int key, Object place) {
    if (has(key)) {
      throw new InvalidInput(place + ": given twice (expected: once)");
    }
    seen |= 1L << key;
  }

  public boolean has(int key) {
    return (seen & (1L << key)) != 0;
  }
}
