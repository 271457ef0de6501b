package dev.soban.core.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Makes and reads tensors in a line. */
public final class TestTensors {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private TestTensors() {}

  public static Tensor floats(TensorPool pool, Shape shape, float... values) {
    requireCount(shape, values.length);
    Slab slab = pool.allocate(4L * values.length);
    for (int i = 0; i < values.length; i++) {
      slab.memory().set(FLOAT, 4L * i, values[i]);
    }
    return Tensor.of(DataType.FP32, shape, slab);
  }

  public static Tensor longs(TensorPool pool, Shape shape, long... values) {
    requireCount(shape, values.length);
    Slab slab = pool.allocate(8L * values.length);
    for (int i = 0; i < values.length; i++) {
      slab.memory().set(LONG, 8L * i, values[i]);
    }
    return Tensor.of(DataType.INT64, shape, slab);
  }

  public static Tensor strings(TensorPool pool, String... values) {
    return strings(pool, Shape.of(values.length), values);
  }

  public static Tensor strings(TensorPool pool, Shape shape, String... values) {
    requireCount(shape, values.length);
    List<byte[]> elements =
        Arrays.stream(values).map(value -> value.getBytes(StandardCharsets.UTF_8)).toList();
    return BytesElements.tensorOf(pool, shape, elements);
  }

  public static float[] floats(Tensor tensor) {
    requireType(tensor, DataType.FP32);
    float[] values = new float[Math.toIntExact(tensor.sizeBytes() / 4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.data().get(FLOAT, 4L * i);
    }
    return values;
  }

  public static long[] longs(Tensor tensor) {
    requireType(tensor, DataType.INT64);
    long[] values = new long[Math.toIntExact(tensor.sizeBytes() / 8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.data().get(LONG, 8L * i);
    }
    return values;
  }

  public static List<String> strings(Tensor tensor) {
    requireType(tensor, DataType.BYTES);
    return BytesElements.of(tensor).stream().map(TestTensors::text).toList();
  }

  private static String text(MemorySegment element) {
    return new String(element.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private static void requireCount(Shape shape, int values) {
    if (shape.elements() != values) {
      throw new IllegalArgumentException(values + " values (expected: as many as " + shape + ")");
    }
  }

  private static void requireType(Tensor tensor, DataType type) {
    if (tensor.dataType() != type) {
      throw new IllegalArgumentException(tensor + " (expected: " + type + ")");
    }
  }
}
