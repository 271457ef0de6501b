package dev.soban.engine.onnx;

import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Tensors of Java values, and back. */
final class Tensors {
  private Tensors() {}

  static Tensor floats(TensorPool pool, Shape shape, float... values) {
    return of(pool, DataType.FP32, shape, MemorySegment.ofArray(values));
  }

  static Tensor longs(TensorPool pool, Shape shape, long... values) {
    return of(pool, DataType.INT64, shape, MemorySegment.ofArray(values));
  }

  static Tensor strings(TensorPool pool, Shape shape, String... values) {
    return BytesElements.tensorOf(
        pool, shape, Stream.of(values).map(v -> v.getBytes(StandardCharsets.UTF_8)).toList());
  }

  static Tensor of(TensorPool pool, DataType type, Shape shape, MemorySegment values) {
    Slab slab = pool.allocate(values.byteSize());
    MemorySegment.copy(values, 0, slab.memory(), 0, values.byteSize());
    return Tensor.of(type, shape, slab, values.byteSize());
  }

  static float[] floats(Tensor tensor) {
    return tensor.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  static long[] longs(Tensor tensor) {
    return tensor.data().toArray(ValueLayout.JAVA_LONG_UNALIGNED);
  }

  static List<String> strings(Tensor tensor) {
    return BytesElements.of(tensor).stream()
        .map(e -> new String(e.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8))
        .toList();
  }
}
