package dev.soban.core.observe;

import java.util.concurrent.atomic.AtomicLong;

/** Chooses a share of requests, evenly spread: of 0.25 every fourth. Thread-safe. */
final class Sampling {
  private final double share;
  private final AtomicLong seen = new AtomicLong();

  Sampling(double share) {
    this.share = share;
  }

  boolean chooses() {
    long before = seen.getAndIncrement();
    return Math.floor((before + 1) * share) > Math.floor(before * share);
  }
}
