package dev.soban.core.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hands out off-heap slabs and keeps returned ones for reuse, by size class. Thread-safe.
 *
 * <p>Small slabs are carved from chunks that live as long as the process; large ones own their
 * memory, and it goes back to the system when the pool holds more idle bytes than it may retain.
 * Chunks take half of the pool at most, as what is carved into one size never becomes another;
 * small slabs beyond that own their memory and keep it only while they are held.
 */
public final class TensorPool {
  private static final long CHUNK_BYTES = 1L << 20;
  private static final long LARGE_BYTES = CHUNK_BYTES / 4;

  private final long limitBytes;
  private final long retainBytes;
  private final SizeClass[] classes = new SizeClass[SizeClasses.COUNT];
  private final AtomicLong allocatedBytes = new AtomicLong();
  private final AtomicLong idleBytes = new AtomicLong();
  private final AtomicLong heldSlabs = new AtomicLong();
  private final Chunks chunks = new Chunks();
  private final Arenas arenas = new Arenas();
  private final List<Spare> spares = new CopyOnWriteArrayList<>();

  /** Holds memory that it can do without, as a cache does. */
  @FunctionalInterface
  public interface Spare {
    /**
     * Lets go of about so many bytes; false when there was nothing left to let go of. Called on the
     * thread that needs memory, which holds no lock of the pool. Must not allocate from it.
     */
    boolean letGo(long bytes);
  }

  /**
   * @param limitBytes bound on all memory of the pool, held and idle
   * @param retainBytes how much large memory may lie idle before it goes back to the system
   */
  public TensorPool(long limitBytes, long retainBytes) {
    if (limitBytes < CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "limitBytes: " + limitBytes + " (expected: >= " + CHUNK_BYTES + ")");
    }
    this.limitBytes = limitBytes;
    this.retainBytes = retainBytes;
    for (int i = 0; i < classes.length; i++) {
      classes[i] = new SizeClass();
    }
  }

  /**
   * Memory of at least the given size; the caller publishes or releases it.
   *
   * @throws TensorMemoryExhausted when the pool's bound is reached
   */
  public Slab allocate(long sizeBytes) {
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("sizeBytes: " + sizeBytes + " (expected: >= 0)");
    }
    if (sizeBytes > SizeClasses.MAX_BYTES) {
      throw new TensorMemoryExhausted(sizeBytes, limitBytes);
    }
    int sizeClass = SizeClasses.of(sizeBytes);
    Slab slab = pollIdle(sizeClass);
    if (slab == null) {
      slab = createFromSpares(sizeClass);
    }
    slab.acquired();
    heldSlabs.incrementAndGet();
    return slab;
  }

  public void addSpare(Spare spare) {
    spares.add(spare);
  }

  public void removeSpare(Spare spare) {
    spares.remove(spare);
  }

  /** Bound on all memory of the pool. */
  public long limitBytes() {
    return limitBytes;
  }

  /** Slabs handed out and not yet returned; 0 when nothing is in flight. */
  public long heldSlabs() {
    return heldSlabs.get();
  }

  /** Off-heap bytes of the pool, held and idle. */
  public long allocatedBytes() {
    return allocatedBytes.get();
  }

  void giveBack(Slab slab) {
    heldSlabs.decrementAndGet();
    if (slab.detached()) {
      long idle = idleBytes.addAndGet(SizeClasses.sizeBytes(slab.sizeClass()));
      if (idle > retainBytes || !large(slab.sizeClass())) {
        free(slab);
        return;
      }
    }
    classes[slab.sizeClass()].offer(slab);
  }

  private @Nullable Slab pollIdle(int sizeClass) {
    Slab slab = classes[sizeClass].poll();
    if (slab != null && large(sizeClass)) {
      idleBytes.addAndGet(-SizeClasses.sizeBytes(sizeClass));
    }
    return slab;
  }

  /** Creates a slab, if need be after others let go of what they can do without. */
  private Slab createFromSpares(int sizeClass) {
    while (true) {
      try {
        return create(sizeClass);
      } catch (TensorMemoryExhausted exhausted) {
        if (!anyLetsGo(SizeClasses.sizeBytes(sizeClass))) {
          throw exhausted;
        }
      }
      Slab returned = pollIdle(sizeClass);
      if (returned != null) {
        return returned;
      }
    }
  }

  private boolean anyLetsGo(long size) {
    for (Spare spare : spares) {
      if (spare.letGo(size)) {
        return true;
      }
    }
    return false;
  }

  private Slab create(int sizeClass) {
    long size = SizeClasses.sizeBytes(sizeClass);
    MemorySegment carved = large(sizeClass) ? null : chunks.carve(size);
    if (carved != null) {
      return new Slab(carved, sizeClass, false, this);
    }
    reserve(size);
    return new Slab(allocateDetached(size), sizeClass, true, this);
  }

  private MemorySegment allocateDetached(long size) {
    try {
      return arenas.allocate(size);
    } catch (OutOfMemoryError e) {
      throw unreserved(size);
    }
  }

  private void reserve(long size) {
    if (allocatedBytes.addAndGet(size) > limitBytes) {
      freeIdle();
    }
    if (allocatedBytes.get() > limitBytes) {
      throw unreserved(size);
    }
  }

  private TensorMemoryExhausted unreserved(long size) {
    allocatedBytes.addAndGet(-size);
    return new TensorMemoryExhausted(size, limitBytes);
  }

  /** Idle memory of one size must not keep another size from being had. */
  private void freeIdle() {
    for (int i = SizeClasses.of(LARGE_BYTES); i < classes.length; i++) {
      for (Slab slab = classes[i].poll(); slab != null; slab = classes[i].poll()) {
        free(slab);
        if (allocatedBytes.get() <= limitBytes) {
          return;
        }
      }
    }
  }

  private void free(Slab idle) {
    long size = SizeClasses.sizeBytes(idle.sizeClass());
    idleBytes.addAndGet(-size);
    allocatedBytes.addAndGet(-size);
    arenas.free(idle.memory());
  }

  private static boolean large(int sizeClass) {
    return SizeClasses.sizeBytes(sizeClass) >= LARGE_BYTES;
  }

  /** Returned slabs of one size, last in first out so that warm memory is reused. */
  private static final class SizeClass {
    private final ArrayDeque<Slab> idle = new ArrayDeque<>();

    synchronized @Nullable Slab poll() {
      return idle.pollLast();
    }

    synchronized void offer(Slab slab) {
      idle.addLast(slab);
    }
  }

  /** What small slabs are carved from. */
  private final class Chunks {
    private MemorySegment chunk = MemorySegment.NULL;
    private long used;
    private long chunkBytes;

    /** Null when chunks have had their share of the pool. */
    synchronized @Nullable MemorySegment carve(long size) {
      if (used + size > chunk.byteSize()) {
        if (chunkBytes + CHUNK_BYTES > Math.max(CHUNK_BYTES, limitBytes / 2)) {
          return null;
        }
        reserve(CHUNK_BYTES);
        chunk = chunk();
        chunkBytes += CHUNK_BYTES;
        used = 0;
      }
      MemorySegment carved = chunk.asSlice(used, size);
      used += size;
      return carved;
    }

    private MemorySegment chunk() {
      try {
        return Arena.global().allocate(CHUNK_BYTES, Arenas.ALIGNMENT_BYTES);
      } catch (OutOfMemoryError e) {
        throw unreserved(CHUNK_BYTES);
      }
    }
  }
}
