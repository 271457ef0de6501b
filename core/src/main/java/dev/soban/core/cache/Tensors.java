package dev.soban.core.cache;

import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Named tensors taken hold of together and let go of together. */
final class Tensors {
  /** No piece of memory is smaller, so copying would gain nothing. */
  private static final long SMALLEST_BYTES = 64;

  private Tensors() {}

  /** All or nothing: when one fails, those made before it are closed. */
  static Map<String, Tensor> each(Map<String, Tensor> tensors, UnaryOperator<Tensor> holder) {
    Map<String, Tensor> held = LinkedHashMap.newLinkedHashMap(tensors.size());
    try {
      tensors.forEach((name, tensor) -> held.put(name, holder.apply(tensor)));
    } catch (RuntimeException e) {
      close(held);
      throw e;
    }
    return held;
  }

  static void close(Map<String, Tensor> tensors) {
    tensors.values().forEach(Tensor::close);
  }

  static long sizeBytes(Map<String, Tensor> tensors) {
    return tensors.values().stream().mapToLong(Tensor::sizeBytes).sum();
  }

  static long heldBytes(Map<String, Tensor> tensors) {
    return tensors.values().stream().mapToLong(Tensor::heldBytes).sum();
  }

  /**
   * A holder to be kept for long: another one of the same memory, or of a copy when the tensor is a
   * small part of it, as a row of a batch is, and would keep all of it from being used again.
   */
  static Tensor toKeep(Tensor tensor, TensorPool memory) {
    if (tensor.heldBytes() / 2 <= tensor.sizeBytes() || tensor.heldBytes() <= SMALLEST_BYTES) {
      return tensor.share();
    }
    Slab slab = memory.allocate(tensor.sizeBytes());
    MemorySegment.copy(tensor.data(), 0, slab.memory(), 0, tensor.sizeBytes());
    return Tensor.of(tensor.dataType(), tensor.shape(), slab, tensor.sizeBytes());
  }
}
