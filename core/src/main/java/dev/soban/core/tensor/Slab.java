package dev.soban.core.tensor;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Off-heap memory that a writer fills and then publishes as a {@link Tensor}, or gives back.
 *
 * <p>Holders are counted; the last to let go returns the memory to its pool. Writing after
 * publication is a programming error that nothing checks.
 */
public final class Slab {
  private final MemorySegment memory;
  private final int sizeClass;
  private final boolean detached;
  private final TensorPool pool;
  private final AtomicInteger holders = new AtomicInteger();

  Slab(MemorySegment memory, int sizeClass, boolean detached, TensorPool pool) {
    this.memory = memory;
    this.sizeClass = sizeClass;
    this.detached = detached;
    this.pool = pool;
  }

  /** The writable memory; at least as large as asked for, contents undefined. */
  public MemorySegment memory() {
    return memory;
  }

  /** Gives the memory back unpublished, or lets go of one published holder. */
  public void release() {
    int left = holders.decrementAndGet();
    if (left == 0) {
      pool.giveBack(this);
    } else if (left < 0) {
      throw new IllegalStateException("slab released more often than held");
    }
  }

  void hold() {
    int before = holders.getAndUpdate(count -> count < 1 ? count : count + 1);
    if (before < 1) {
      throw new IllegalStateException("slab shared after its last holder let go");
    }
  }

  void acquired() {
    holders.set(1);
  }

  int sizeClass() {
    return sizeClass;
  }

  /** Whether the memory is no part of a chunk, and so can go back to the system. */
  boolean detached() {
    return detached;
  }
}
