package dev.soban.core.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A data type, a shape and little-endian row-major memory, read-only once published.
 *
 * <p>Each instance is one holder of its memory and is closed once by whoever owns it; closing again
 * has no effect. {@link #share} makes a further holder; the last close returns the memory.
 */
public final class Tensor implements AutoCloseable {
  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED = MethodHandles.lookup().findVarHandle(Tensor.class, "closed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final DataType dataType;
  private final Shape shape;
  private final MemorySegment data;
  private final Slab slab;

  @SuppressWarnings("unused") // through CLOSED
  private boolean closed;

  private Tensor(DataType dataType, Shape shape, MemorySegment data, Slab slab) {
    this.dataType = dataType;
    this.shape = shape;
    this.data = data;
    this.slab = slab;
  }

  /** Publishes the first bytes of a slab; the tensor takes over the writer's hold. */
  public static Tensor of(DataType dataType, Shape shape, Slab slab) {
    if (!dataType.fixedSize()) {
      throw new IllegalArgumentException("dataType: BYTES (expected: with its size in bytes)");
    }
    return of(dataType, shape, slab, Math.multiplyExact(shape.elements(), dataType.sizeBytes()));
  }

  /** Publishes the first {@code sizeBytes} bytes of a slab; needed for {@link DataType#BYTES}. */
  public static Tensor of(DataType dataType, Shape shape, Slab slab, long sizeBytes) {
    return new Tensor(dataType, shape, slab.memory().asSlice(0, sizeBytes), slab);
  }

  public DataType dataType() {
    return dataType;
  }

  public Shape shape() {
    return shape;
  }

  /** The elements; valid until the last holder closes, never to be written. */
  public MemorySegment data() {
    return data;
  }

  public long sizeBytes() {
    return data.byteSize();
  }

  /** Bytes that stay in use while this is held; more than its own when it is a part of others. */
  public long heldBytes() {
    return slab.memory().byteSize();
  }

  /** Another holder of the same memory. */
  public Tensor share() {
    hold();
    return new Tensor(dataType, shape, data, slab);
  }

  /** Another holder that reads the same memory under another shape of equally many elements. */
  public Tensor reshaped(Shape other) {
    if (other.elements() != shape.elements()) {
      throw new IllegalArgumentException(
          "shape: " + other + " (expected: as many elements as " + shape + ")");
    }
    hold();
    return new Tensor(dataType, other, data, slab);
  }

  /** Another holder of some rows; {@link DataType#BYTES} rows are found by walking the lengths. */
  public Tensor rows(long from, long count) {
    if (from < 0 || count < 0 || count > shape.dim(0) - from) {
      throw new IndexOutOfBoundsException(
          "rows " + from + " and " + count + " from there, of " + shape);
    }
    long perRow = shape.dim(0) == 0 ? 0 : shape.elements() / shape.dim(0);
    long start = offset(0, 0, from * perRow);
    long end = offset(start, from * perRow, (from + count) * perRow);
    hold();
    return new Tensor(dataType, shape.withRows(count), data.asSlice(start, end - start), slab);
  }

  private void hold() {
    if ((boolean) CLOSED.getOpaque(this)) {
      throw new IllegalStateException("tensor shared after it was closed");
    }
    slab.hold();
  }

  private long offset(long knownOffset, long knownElement, long element) {
    if (dataType.fixedSize()) {
      return element * dataType.sizeBytes();
    }
    long offset = knownOffset;
    for (long i = knownElement; i < element; i++) {
      offset += BytesElements.HEADER_BYTES + BytesElements.length(data, offset);
    }
    return offset;
  }

  @Override
  public void close() {
    if (CLOSED.compareAndSet(this, false, true)) {
      slab.release();
    }
  }

  @Override
  public String toString() {
    return dataType + shape.toString();
  }
}
