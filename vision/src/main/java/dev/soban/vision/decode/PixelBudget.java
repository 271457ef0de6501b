package dev.soban.vision.decode;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds the pixels that are being decoded at one time, and with them the memory. Small pictures
 * hardly notice it; of the largest only one or two are decoded at once.
 */
public final class PixelBudget {
  private static final int PIXELS_PER_PERMIT = 1_000;

  private final int permits;
  private final Semaphore left;

  public PixelBudget(long pixels) {
    this.permits = Math.clamp(pixels / PIXELS_PER_PERMIT, 1, Integer.MAX_VALUE);
    this.left = new Semaphore(permits, true);
  }

  /** Decodes once there is room; those before only decode, too, so the wait is bounded. */
  public <T> T within(long pixels, Supplier<T> decode) {
    int share = Math.clamp(pixels / PIXELS_PER_PERMIT, 1, permits);
    left.acquireUninterruptibly(share);
    try {
      return decode.get();
    } finally {
      left.release(share);
    }
  }
}
