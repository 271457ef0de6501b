package dev.soban.vision.decode;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds what is being decoded at one time, in pixels or in bytes. Small pictures hardly notice it;
 * of the largest only one or two are decoded at once.
 */
public final class DecodeBudget {
  private static final int GRAIN = 1_000;

  private final long whole;
  private final int permits;
  private final Semaphore left;

  /**
   * @param whole how much there is to share
   */
  public DecodeBudget(long whole) {
    this.whole = whole;
    this.permits = Math.clamp(whole / GRAIN, 1, Integer.MAX_VALUE);
    this.left = new Semaphore(permits, true);
  }

  public long whole() {
    return whole;
  }

  /** Decodes once there is room; those before only decode, too, so the wait is bounded. */
  public <T> T within(long amount, Supplier<T> decode) {
    int share = Math.clamp(amount / GRAIN, 1, permits);
    left.acquireUninterruptibly(share);
    try {
      return decode.get();
    } finally {
      left.release(share);
    }
  }
}
