package dev.soban.core.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** Memory that goes back to the system piece by piece: an arena for each. Thread-safe. */
final class Arenas {
  static final long ALIGNMENT_BYTES = 64;

  // Guarded by itself:
  private final Map<Long, Arena> byAddress = new HashMap<>();

  /**
   * @throws OutOfMemoryError when the system has none left
   */
  MemorySegment allocate(long sizeBytes) {
    Arena arena = Arena.ofShared();
    MemorySegment memory = arena.allocate(sizeBytes, ALIGNMENT_BYTES);
    synchronized (byAddress) {
      byAddress.put(memory.address(), arena);
    }
    return memory;
  }

  /** Memory that is none of its own stays as it is. */
  void free(MemorySegment memory) {
    Arena arena;
    synchronized (byAddress) {
      arena = byAddress.remove(memory.address());
    }
    if (arena != null) {
      arena.close();
    }
  }
}
