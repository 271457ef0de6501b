package dev.soban.grpc.message;

import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Values on their way into a tensor, in memory that grows. Published once, or closed. */
final class TensorBuffer implements AutoCloseable {
  private final TensorPool pool;
  private @Nullable Slab slab;
  private MemorySegment memory;
  private long sizeBytes;

  /**
   * @param sizeBytes for how much there is room at first
   */
  TensorBuffer(TensorPool pool, long sizeBytes) {
    Slab first = pool.allocate(sizeBytes);
    this.pool = pool;
    this.slab = first;
    this.memory = first.memory();
  }

  /** The values so far; valid until more are added. */
  MemorySegment values() {
    return memory.asSlice(0, sizeBytes);
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /** Room for more values, which count from now on and are written next. */
  MemorySegment add(long bytes) {
    long before = sizeBytes;
    long needed = before + bytes;
    if (needed > memory.byteSize()) {
      grow(Math.max(needed, 2 * before));
    }
    sizeBytes = needed;
    return memory.asSlice(before, bytes);
  }

  private void grow(long capacity) {
    Slab larger = pool.allocate(capacity);
    MemorySegment.copy(memory, 0, larger.memory(), 0, sizeBytes);
    close();
    slab = larger;
    memory = larger.memory();
  }

  /** Leaves the values behind so many bytes out. */
  void truncate(long bytes) {
    sizeBytes = bytes;
  }

  /** The tensor takes the memory over. */
  Tensor publish(DataType type, Shape shape) {
    Slab filled = slab;
    if (filled == null) {
      throw new IllegalStateException("published or closed before");
    }
    slab = null;
    return Tensor.of(type, shape, filled, sizeBytes);
  }

  @Override
  public void close() {
    Slab held = slab;
    slab = null;
    if (held != null) {
      held.release();
    }
  }
}
