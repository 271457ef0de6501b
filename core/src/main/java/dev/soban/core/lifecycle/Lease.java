package dev.soban.core.lifecycle;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps a version from being freed between the moment a request was routed to it and the moment its
 * answer is sent. All requests of a version share one object, which counts them; each closes it
 * once. Thread-safe.
 */
public final class Lease implements AutoCloseable {
  /** Added to the count when no new holder is taken, which makes it negative for good. */
  private static final long ENDED = Long.MIN_VALUE;

  private final Served served;
  private final AtomicLong holders = new AtomicLong();
  private final CompletableFuture<Void> released = new CompletableFuture<>();

  Lease(Served served) {
    this.served = served;
  }

  public Served served() {
    return served;
  }

  /** False when the version takes no new holders; then nothing is to be closed. */
  boolean hold() {
    if (holders.getAndIncrement() >= 0) {
      return true;
    }
    close();
    return false;
  }

  /** Takes no new holders; the stage completes when the last one is gone. */
  CompletionStage<Void> end() {
    long before = holders.getAndUpdate(count -> count < 0 ? count : count + ENDED);
    if (before == 0) {
      released.complete(null);
    }
    return released.copy();
  }

  @Override
  public void close() {
    if (holders.decrementAndGet() == ENDED) {
      // Elsewhere: this is an event loop, and whoever waits will free a model.
      released.completeAsync(() -> null);
    }
  }
}
