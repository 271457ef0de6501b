package dev.soban.server.json;

import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;

/** Byte strings on their way into a tensor, in memory that grows. Published or released once. */
public final class BytesBuilder {
  private static final long INITIAL_BYTES = 256;

  private final TensorPool pool;
  private Slab slab;
  private long sizeBytes;

  public BytesBuilder(TensorPool pool) {
    this.pool = pool;
    this.slab = pool.allocate(INITIAL_BYTES);
  }

  public void add(byte[] element) {
    ensureRoom(BytesElements.HEADER_BYTES + (long) element.length);
    sizeBytes = BytesElements.write(slab.memory(), sizeBytes, MemorySegment.ofArray(element));
  }

  public Tensor publish(Shape shape) {
    return Tensor.of(DataType.BYTES, shape, slab, sizeBytes);
  }

  public void release() {
    slab.release();
  }

  private void ensureRoom(long bytes) {
    long needed = sizeBytes + bytes;
    if (needed <= slab.memory().byteSize()) {
      return;
    }
    Slab larger = pool.allocate(Math.max(needed, 2 * sizeBytes));
    MemorySegment.copy(slab.memory(), 0, larger.memory(), 0, sizeBytes);
    slab.release();
    slab = larger;
  }
}
