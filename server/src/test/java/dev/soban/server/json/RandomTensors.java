package dev.soban.server.json;

import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Tensors of any type and up to three dimensions, with every bit pattern that has one meaning. */
public final class RandomTensors {
  private RandomTensors() {}

  public static Tensor of(TensorPool pool, DataType type, Random random) {
    long[] dims = new long[1 + random.nextInt(3)];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = 1L + random.nextInt(4);
    }
    return of(pool, type, Shape.of(dims), random);
  }

  public static Tensor of(TensorPool pool, DataType type, Shape shape, Random random) {
    int count = Math.toIntExact(shape.elements());
    if (type == DataType.BYTES) {
      List<byte[]> texts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        texts.add(text(random).getBytes(StandardCharsets.UTF_8));
      }
      return BytesElements.tensorOf(pool, shape, texts);
    }
    byte[] bytes = new byte[count * type.sizeBytes()];
    random.nextBytes(bytes);
    Slab slab = pool.allocate(bytes.length);
    MemorySegment.copy(bytes, 0, slab.memory(), ValueLayout.JAVA_BYTE, 0, bytes.length);
    Tensor tensor = Tensor.of(type, shape, slab);
    for (int i = 0; i < count; i++) {
      settle(type, slab.memory(), i);
    }
    return tensor;
  }

  /** JSON has one NaN and two booleans. */
  private static void settle(DataType type, MemorySegment data, int i) {
    if (type == DataType.BOOL) {
      NumberWriter.putBool(data, i, Elements.asLong(type, data, i) % 2 != 0);
    } else if (type == DataType.FP64 && Double.isNaN(Elements.asDouble(type, data, i))) {
      NumberWriter.putDouble(data, i, Double.NaN);
    } else if (type.name().contains("F") && Double.isNaN(Elements.asDouble(type, data, i))) {
      NumberWriter.putFloat(type, data, i, Float.NaN);
    }
  }

  private static String text(Random random) {
    String alphabet = "az\"\\/\n\t\0é소🍚,[]";
    int[] points = alphabet.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }
}
