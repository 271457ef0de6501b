package dev.soban.server.oip;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The bytes behind the JSON, dealt out to the inputs in their order. */
final class BinarySection {
  private final TensorPool pool;
  private final @Nullable MemorySegment bytes;
  private long position;

  /**
   * @param bytes null when the request has no such section
   */
  BinarySection(TensorPool pool, @Nullable MemorySegment bytes) {
    this.pool = pool;
    this.bytes = bytes;
  }

  Tensor take(DataType type, Shape shape, long sizeBytes, Object place) {
    if (bytes == null) {
      throw new InvalidInput(
          place + ": binary_data_size (expected: with the header Inference-Header-Content-Length)");
    }
    if (sizeBytes > bytes.byteSize() - position) {
      throw new InvalidInput(
          place
              + ": binary_data_size "
              + sizeBytes
              + " (expected: at most the "
              + (bytes.byteSize() - position)
              + " bytes that are left)");
    }
    MemorySegment values = bytes.asSlice(position, sizeBytes);
    new RawValues(place, "binary_data_size").check(type, shape, values);
    position += sizeBytes;
    return copied(pool, type, shape, values);
  }

  /** Refuses what no input laid claim to. */
  void finish() {
    if (bytes != null && position < bytes.byteSize()) {
      throw new InvalidInput(
          "body: "
              + (bytes.byteSize() - position)
              + " bytes left behind the last input (expected: none)");
    }
  }

  static Tensor copied(TensorPool pool, DataType type, Shape shape, MemorySegment values) {
    Slab slab = pool.allocate(values.byteSize());
    MemorySegment.copy(values, 0, slab.memory(), 0, values.byteSize());
    return Tensor.of(type, shape, slab, values.byteSize());
  }
}
