package dev.soban.core.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes the elements of {@link DataType#BYTES} memory: length, bytes, length, … */
public final class BytesElements {
  /** Bytes in front of each element. */
  public static final int HEADER_BYTES = 4;

  private static final ValueLayout.OfInt LENGTH =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private BytesElements() {}

  /** Length in bytes of the element whose header starts at the offset. */
  public static long length(MemorySegment data, long offset) {
    return Integer.toUnsignedLong(data.get(LENGTH, offset));
  }

  /** The elements as slices of the tensor's memory, in order. */
  public static List<MemorySegment> of(Tensor tensor) {
    List<MemorySegment> elements = new ArrayList<>();
    MemorySegment data = tensor.data();
    long offset = 0;
    while (offset < data.byteSize()) {
      long length = length(data, offset);
      elements.add(data.asSlice(offset + HEADER_BYTES, length));
      offset += HEADER_BYTES + length;
    }
    return elements;
  }

  /** Writes one element at the offset and returns the offset behind it. */
  public static long write(MemorySegment target, long offset, MemorySegment element) {
    target.set(LENGTH, offset, Math.toIntExact(element.byteSize()));
    MemorySegment.copy(element, 0, target, offset + HEADER_BYTES, element.byteSize());
    return offset + HEADER_BYTES + element.byteSize();
  }

  /** A one-dimensional tensor of the given strings. */
  public static Tensor tensorOf(TensorPool pool, List<byte[]> elements) {
    return tensorOf(pool, Shape.of(elements.size()), elements);
  }

  /** A tensor of the given strings in row-major order. */
  public static Tensor tensorOf(TensorPool pool, Shape shape, List<byte[]> elements) {
    long size = 0;
    for (byte[] element : elements) {
      size += HEADER_BYTES + element.length;
    }
    Slab slab = pool.allocate(size);
    long offset = 0;
    for (byte[] element : elements) {
      offset = write(slab.memory(), offset, MemorySegment.ofArray(element));
    }
    return Tensor.of(DataType.BYTES, shape, slab, size);
  }

  /**
   * Counts the elements of memory that came from outside.
   *
   * @throws IllegalArgumentException when the last element runs past the end
   */
  public static long count(MemorySegment data) {
    long offset = 0;
    long count = 0;
    while (offset < data.byteSize()) {
      if (data.byteSize() - offset < HEADER_BYTES) {
        throw new IllegalArgumentException("element " + count + ": cut off in its length");
      }
      long length = length(data, offset);
      if (length > data.byteSize() - offset - HEADER_BYTES) {
        throw new IllegalArgumentException(
            "element " + count + ": " + length + " bytes (expected: no more than are left)");
      }
      offset += HEADER_BYTES + length;
      count++;
    }
    return count;
  }
}
