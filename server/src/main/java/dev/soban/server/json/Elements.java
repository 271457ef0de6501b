package dev.soban.server.json;

import dev.soban.core.tensor.DataType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Single numbers in a tensor's memory. */
public final class Elements {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Elements() {}

  /** The number at an index, as near as a double comes to it; BOOL counts as 0 and 1. */
  public static double asDouble(DataType type, MemorySegment data, long index) {
    return switch (type) {
      case FP16, BF16, FP32 -> asFloat(type, data, index);
      case FP64 -> data.get(DOUBLE, index * 8);
      case UINT64 -> unsigned(data.get(LONG, index * 8));
      case BYTES -> throw new IllegalArgumentException("type: BYTES (expected: numbers)");
      default -> asLong(type, data, index);
    };
  }

  /** The number at an index as text that reads back as the same number; BOOL as a word. */
  public static String asText(DataType type, MemorySegment data, long index) {
    return switch (type) {
      case BOOL -> Boolean.toString(asLong(type, data, index) != 0);
      case FP16, BF16, FP32 -> Float.toString(asFloat(type, data, index));
      case FP64 -> Double.toString(data.get(DOUBLE, index * 8));
      case UINT64 -> Long.toUnsignedString(data.get(LONG, index * 8));
      case BYTES -> throw new IllegalArgumentException("type: BYTES (expected: numbers)");
      default -> Long.toString(asLong(type, data, index));
    };
  }

  static float asFloat(DataType type, MemorySegment data, long index) {
    return switch (type) {
      case FP16 -> Float.float16ToFloat(data.get(SHORT, index * 2));
      case BF16 -> Float.intBitsToFloat(data.get(SHORT, index * 2) << 16);
      default -> data.get(FLOAT, index * 4);
    };
  }

  /** The integer at an index; UINT64 keeps its bits. */
  static long asLong(DataType type, MemorySegment data, long index) {
    return switch (type) {
      case INT8 -> data.get(ValueLayout.JAVA_BYTE, index);
      case BOOL, UINT8 -> data.get(ValueLayout.JAVA_BYTE, index) & 0xff;
      case INT16 -> data.get(SHORT, index * 2);
      case UINT16 -> Short.toUnsignedLong(data.get(SHORT, index * 2));
      case INT32 -> data.get(INT, index * 4);
      case UINT32 -> Integer.toUnsignedLong(data.get(INT, index * 4));
      default -> data.get(LONG, index * 8);
    };
  }

  /** The float whose upper half is nearest, ties to even; NaN stays NaN. */
  static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  private static double unsigned(long value) {
    // Halved for the conversion, which only knows signed numbers; the lowest bit keeps rounding
    // right.
    return value >= 0 ? (double) value : (double) ((value >>> 1) | (value & 1)) * 2.0;
  }
}
