package dev.soban.server.json;

import dev.soban.core.tensor.DataType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;

/** Puts single values into a tensor's memory, checked against the range of its type. */
public final class NumberWriter {
  private static final BigInteger UINT64_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private NumberWriter() {}

  /** Whether the value is in the type's range, and if so, writes it. */
  public static boolean putLong(DataType type, MemorySegment target, long index, long value) {
    switch (type) {
      case INT8, UINT8 -> target.set(ValueLayout.JAVA_BYTE, index, (byte) value);
      case INT16, UINT16 -> target.set(Elements.SHORT, index * 2, (short) value);
      case INT32, UINT32 -> target.set(Elements.INT, index * 4, (int) value);
      default -> target.set(Elements.LONG, index * 8, value);
    }
    return value >= min(type) && value <= max(type);
  }

  /** As {@link #putLong} for integers beyond a long, which only UINT64 has. */
  public static boolean putBig(DataType type, MemorySegment target, long index, BigInteger value) {
    if (type != DataType.UINT64 || value.signum() < 0 || value.compareTo(UINT64_MAX) > 0) {
      return false;
    }
    target.set(Elements.LONG, index * 8, value.longValue());
    return true;
  }

  /** Writes FP16, BF16 or FP32; false when a finite value is beyond the type. */
  public static boolean putFloat(DataType type, MemorySegment target, long index, float value) {
    switch (type) {
      case FP16 -> target.set(Elements.SHORT, index * 2, Float.floatToFloat16(value));
      case BF16 -> target.set(Elements.SHORT, index * 2, Elements.toBfloat16(value));
      default -> target.set(Elements.FLOAT, index * 4, value);
    }
    return !Float.isFinite(value) || Float.isFinite(Elements.asFloat(type, target, index));
  }

  public static void putDouble(MemorySegment target, long index, double value) {
    target.set(Elements.DOUBLE, index * 8, value);
  }

  public static void putBool(MemorySegment target, long index, boolean value) {
    target.set(ValueLayout.JAVA_BYTE, index, (byte) (value ? 1 : 0));
  }

  private static long min(DataType type) {
    return switch (type) {
      case INT8 -> Byte.MIN_VALUE;
      case INT16 -> Short.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      case INT64 -> Long.MIN_VALUE;
      default -> 0;
    };
  }

  private static long max(DataType type) {
    return switch (type) {
      case INT8 -> Byte.MAX_VALUE;
      case UINT8 -> 0xff;
      case INT16 -> Short.MAX_VALUE;
      case UINT16 -> 0xffff;
      case INT32 -> Integer.MAX_VALUE;
      case UINT32 -> 0xffff_ffffL;
      default -> Long.MAX_VALUE;
    };
  }
}
