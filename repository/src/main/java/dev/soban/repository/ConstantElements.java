package dev.soban.repository;

import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Elements of a tensor, written down as text. */
final class ConstantElements {
  private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

  private ConstantElements() {}

  /** Whether the text is a value of the type. */
  static boolean fits(DataType type, String text) {
    try {
      return switch (type) {
        case BYTES -> true;
        case BOOL -> text.equals("true") || text.equals("false");
        case FP16, BF16, FP32, FP64 -> NOT_FINITE.contains(text) || finite(type, text);
        default -> inRange(type, new BigInteger(text));
      };
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean finite(DataType type, String text) {
    double value = new BigDecimal(text).doubleValue();
    return switch (type) {
      case FP16 -> Float.isFinite(Float.float16ToFloat(Float.floatToFloat16((float) value)));
      case BF16, FP32 -> Float.isFinite((float) value);
      default -> Double.isFinite(value);
    };
  }

  private static boolean inRange(DataType type, BigInteger value) {
    int bits = 8 * type.sizeBytes();
    return type.name().startsWith("U")
        ? value.signum() >= 0 && value.bitLength() <= bits
        : value.bitLength() < bits;
  }

  /** The elements as a tensor's memory holds them, on the heap. */
  static MemorySegment of(DataType type, List<String> elements) {
    if (type == DataType.BYTES) {
      return strings(elements);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(type.sizeBytes() * elements.size()).order(ByteOrder.LITTLE_ENDIAN);
    elements.forEach(text -> put(bytes, type, text));
    return MemorySegment.ofArray(bytes.array());
  }

  private static void put(ByteBuffer bytes, DataType type, String text) {
    switch (type) {
      case BOOL -> bytes.put((byte) (text.equals("true") ? 1 : 0));
      case INT8, UINT8 -> bytes.put(new BigInteger(text).byteValue());
      case INT16, UINT16 -> bytes.putShort(new BigInteger(text).shortValue());
      case INT32, UINT32 -> bytes.putInt(new BigInteger(text).intValue());
      case INT64, UINT64 -> bytes.putLong(new BigInteger(text).longValue());
      case FP16 -> bytes.putShort(Float.floatToFloat16(Float.parseFloat(text)));
      case BF16 -> bytes.putShort((short) (Float.floatToIntBits(Float.parseFloat(text)) >>> 16));
      case FP32 -> bytes.putFloat(Float.parseFloat(text));
      case FP64 -> bytes.putDouble(Double.parseDouble(text));
      case BYTES -> throw new IllegalArgumentException("type: BYTES (expected: fixed size)");
    }
  }

  private static MemorySegment strings(List<String> elements) {
    List<byte[]> encoded =
        elements.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    int size = encoded.stream().mapToInt(each -> BytesElements.HEADER_BYTES + each.length).sum();
    MemorySegment memory = MemorySegment.ofArray(new byte[size]);
    long offset = 0;
    for (byte[] each : encoded) {
      offset = BytesElements.write(memory, offset, MemorySegment.ofArray(each));
    }
    return memory;
  }
}
