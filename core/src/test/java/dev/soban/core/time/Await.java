package dev.soban.core.time;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread brings about, for so long that only a defect runs out of time. */
public final class Await {
  public static final long LIMIT_SECONDS = 20;

  private static final long PAUSE_NANOS = 200_000;

  private Await() {}

  public static void until(String what, BooleanSupplier condition) {
    long begunNanos = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begunNanos > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
