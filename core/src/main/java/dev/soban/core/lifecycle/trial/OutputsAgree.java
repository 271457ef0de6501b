package dev.soban.core.lifecycle.trial;

import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether two answers are the same but for rounding. Another batch size may add numbers in another
 * order, which moves the last digits; a model that mixes rows, or scales by the whole batch as
 * dynamic quantisation does, moves far more.
 */
public final class OutputsAgree {
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

  /**
   * The first thing that is not as expected.
   *
   * @param tolerance of numbers, relative to those above 1; by type when empty
   */
  public static Optional<String> difference(
      Map<String, Tensor> expected, Map<String, Tensor> actual, OptionalDouble tolerance) {
    for (Map.Entry<String, Tensor> each : expected.entrySet()) {
      Tensor other = actual.get(each.getKey());
      String difference = other == null ? "missing" : difference(each.getValue(), other, tolerance);
      if (!difference.isEmpty()) {
        return Optional.of("output " + each.getKey() + ": " + difference);
      }
    }
    return Optional.empty();
  }

  private static String difference(Tensor expected, Tensor actual, OptionalDouble tolerance) {
    if (expected.dataType() != actual.dataType() || !expected.shape().equals(actual.shape())) {
      return actual.dataType()
          + actual.shape().toString()
          + " (expected: "
          + expected.dataType()
          + expected.shape()
          + ")";
    }
    return switch (expected.dataType()) {
      case FP16, BF16, FP32, FP64 -> numbersDiffer(expected, actual, tolerance);
      default -> {
        long at = expected.data().mismatch(actual.data());
        yield at < 0 ? "" : "differs from byte " + at + " on (expected: the same)";
      }
    };
  }

  private static String numbersDiffer(Tensor expected, Tensor actual, OptionalDouble tolerance) {
    DataType type = expected.dataType();
    double allowed = tolerance.orElse(usualTolerance(type));
    for (long i = 0; i < expected.shape().elements(); i++) {
      double wanted = read(type, expected.data(), i);
      double is = read(type, actual.data(), i);
      if (!close(wanted, is, allowed)) {
        return "element " + i + ": " + is + " (expected: " + wanted + " within " + allowed + ")";
      }
    }
    return "";
  }

  private static double usualTolerance(DataType type) {
    return type.sizeBytes() == 2 ? HALF_TOLERANCE : FLOAT_TOLERANCE;
  }

  private static boolean close(double a, double b, double tolerance) {
    return Double.compare(a, b) == 0 || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a));
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
    double tolerance = usualTolerance(type);
    for (long i = 0; i < left.shape().elements(); i++) {
      double a = read(type, left.data(), i);
      double b = read(type, right.data(), i);
      if (!close(a, b, tolerance)) {
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
