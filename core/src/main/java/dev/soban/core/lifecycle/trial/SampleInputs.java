package dev.soban.core.lifecycle.trial;

import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Made-up inputs that fit a signature: small numbers that differ from row to row, the same at every
 * start. Dimensions that vary get one chosen length, but for the outermost, which counts rows.
 */
public final class SampleInputs {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Signature signature;
  private final TensorPool memory;
  private final long varyingLength;

  public SampleInputs(Signature signature, TensorPool memory, long varyingLength) {
    this.signature = signature;
    this.memory = memory;
    this.varyingLength = varyingLength;
  }

  /** Rows {@code from} to {@code from + rows} of the endless sample; the caller closes them. */
  public Map<String, Tensor> rows(long from, long rows) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    try {
      for (TensorSpec spec : signature.inputs()) {
        if (!spec.optional()) {
          inputs.put(spec.name(), tensor(spec, from, rows));
        }
      }
    } catch (RuntimeException e) {
      inputs.values().forEach(Tensor::close);
      throw e;
    }
    return inputs;
  }

  private Tensor tensor(TensorSpec spec, long from, long rows) {
    Shape shape = concrete(spec.shape(), rows);
    long elements = shape.elements();
    long first = shape.rank() == 0 || rows == 0 ? 0 : from * (elements / rows);
    if (spec.dataType() == DataType.BYTES) {
      return strings(shape, first, elements);
    }
    Slab slab = memory.allocate(elements * spec.dataType().sizeBytes());
    for (long i = 0; i < elements; i++) {
      write(spec.dataType(), slab.memory(), i, value(first + i));
    }
    return Tensor.of(spec.dataType(), shape, slab);
  }

  private Tensor strings(Shape shape, long first, long elements) {
    List<byte[]> values = new ArrayList<>();
    for (long i = 0; i < elements; i++) {
      values.add(("sample " + value(first + i)).getBytes(StandardCharsets.UTF_8));
    }
    return BytesElements.tensorOf(memory, shape, values);
  }

  private Shape concrete(Shape shape, long rows) {
    long[] dims = shape.dims();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == Shape.DYNAMIC) {
        dims[i] = i == 0 ? rows : varyingLength;
      }
    }
    return Shape.of(dims);
  }

  /** Between 0 and 1, spread evenly: the fractional part of multiples of the golden ratio. */
  private static double value(long index) {
    double multiple = (index + 1) * 0.6180339887498949;
    return multiple - Math.floor(multiple);
  }

  private static void write(DataType type, MemorySegment target, long index, double value) {
    long whole = Math.round(value);
    switch (type) {
      case BOOL, INT8, UINT8 -> target.set(ValueLayout.JAVA_BYTE, index, (byte) whole);
      case INT16, UINT16 -> target.set(SHORT, index * 2, (short) whole);
      case INT32, UINT32 -> target.set(INT, index * 4, (int) whole);
      case INT64, UINT64 -> target.set(LONG, index * 8, whole);
      case FP16 -> target.set(SHORT, index * 2, Float.floatToFloat16((float) value));
      case BF16 ->
          target.set(SHORT, index * 2, (short) (Float.floatToIntBits((float) value) >>> 16));
      case FP32 -> target.set(INT, index * 4, Float.floatToIntBits((float) value));
      case FP64 -> target.set(LONG, index * 8, Double.doubleToLongBits(value));
      case BYTES -> throw new IllegalArgumentException("dataType: BYTES (expected: fixed size)");
    }
  }
}
