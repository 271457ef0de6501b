package dev.soban.core.lifecycle;

import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Objects;

/**
 * Whether two answers are the same but for rounding. Another batch size may add numbers in another
 * order, which moves the last digits; a model that mixes rows, or scales by the whole batch as
 * dynamic quantisation does, moves far more.
 */
final class OutputsAgree {
  private static final double FLOAT_TOLERANCE = 1e-4;
  private static final double HALF_TOLERANCE = 1e-2;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private OutputsAgree() {}

  static boolean test(Map<String, Tensor> left, Map<String, Tensor> right) {
    return left.keySet().equals(right.keySet())
        && left.entrySet().stream()
            .allMatch(
                entry ->
                    agree(entry.getValue(), Objects.requireNonNull(right.get(entry.getKey()))));
  }

  private static boolean agree(Tensor left, Tensor right) {
    if (!left.shape().equals(right.shape()) || left.sizeBytes() != right.sizeBytes()) {
      return false;
    }
    return switch (left.dataType()) {
      case FP16, BF16, FP32, FP64 -> floatsAgree(left, right);
      default -> left.data().mismatch(right.data()) == -1;
    };
  }

  private static boolean floatsAgree(Tensor left, Tensor right) {
    DataType type = left.dataType();
    double tolerance = type.sizeBytes() == 2 ? HALF_TOLERANCE : FLOAT_TOLERANCE;
    for (long i = 0; i < left.shape().elements(); i++) {
      double a = read(type, left.data(), i);
      double b = read(type, right.data(), i);
      boolean same = Double.compare(a, b) == 0;
      if (!same && !(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a)))) {
        return false;
      }
    }
    return true;
  }

  private static double read(DataType type, MemorySegment data, long index) {
    return switch (type) {
      case FP16 -> Float.float16ToFloat(data.get(SHORT, index * 2));
      case BF16 -> Float.intBitsToFloat(data.get(SHORT, index * 2) << 16);
      case FP32 -> data.get(FLOAT, index * 4);
      default -> data.get(DOUBLE, index * 8);
    };
  }
}
