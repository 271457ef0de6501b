package dev.soban.core.time;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time moved by hand. Starts just below the largest long, so that wrap-around is always tested. */
public final class ManualTicker implements Ticker {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

  @Override
  public long nanos() {
    return nanos.get();
  }

  public void advance(Duration elapsed) {
    advanceNanos(elapsed.toNanos());
  }

  public void advanceNanos(long elapsed) {
    nanos.addAndGet(elapsed);
  }
}
