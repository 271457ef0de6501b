package dev.soban.server.predictions;

import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Makes an input of one byte string, such as a picture's file; the caller closes it. */
final class OneElement {
  private OneElement() {}

  static Tensor of(TensorPool pool, TensorSpec spec, MemorySegment bytes) {
    long[] dims = new long[spec.shape().rank()];
    Arrays.fill(dims, 1);
    long size = BytesElements.HEADER_BYTES + bytes.byteSize();
    Slab slab = pool.allocate(size);
    BytesElements.write(slab.memory(), 0, bytes);
    return Tensor.of(DataType.BYTES, Shape.of(dims), slab, size);
  }
}
