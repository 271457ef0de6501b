package dev.soban.vision.decode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Off-heap memory that grows with what it is asked for. One thread at a time, but not always the
 * same one.
 */
public final class NativeBuffer implements AutoCloseable {
  private static final long SMALLEST_BYTES = 1 << 20;
  private static final long LARGEST_KEPT_BYTES = 16 << 20;

  private Arena arena = Arena.ofShared();
  private MemorySegment memory = MemorySegment.NULL;

  /** Memory of exactly this size, contents undefined, valid until the next call. */
  public MemorySegment ofSize(long sizeBytes) {
    if (memory.byteSize() < sizeBytes) {
      replace(Math.max(SMALLEST_BYTES, sizeBytes));
    }
    return memory.asSlice(0, sizeBytes);
  }

  /** Gives back what is larger than most pictures need. */
  public void trim() {
    if (memory.byteSize() > LARGEST_KEPT_BYTES) {
      replace(0);
    }
  }

  private void replace(long sizeBytes) {
    arena.close();
    memory = MemorySegment.NULL;
    arena = Arena.ofShared();
    memory = sizeBytes == 0 ? MemorySegment.NULL : arena.allocate(sizeBytes, Long.BYTES);
  }

  @Override
  public void close() {
    arena.close();
    memory = MemorySegment.NULL;
  }
}
