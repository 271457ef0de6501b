package dev.soban.conformance.tensor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.soban.conformance.verdict.Unmet;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;

/** Single elements between JSON and bytes; not those of BYTES. */
final class Elements {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Map<String, Double> NAMED =
      Map.of(
          "NaN",
          Double.NaN,
          "Infinity",
          Double.POSITIVE_INFINITY,
          "-Infinity",
          Double.NEGATIVE_INFINITY);

  private Elements() {}

  /** Reads the next element. */
  static JsonNode next(Datatype type, ByteBuffer from) {
    return switch (type) {
      case BOOL -> JSON.booleanNode(from.get() != 0);
      case FP64 -> finite(from.getDouble());
      case FP32, FP16, BF16 -> finite((float) fraction(type, from));
      case UINT64 -> JSON.numberNode(new BigInteger(Long.toUnsignedString(from.getLong())));
      default -> JSON.numberNode(whole(type, from));
    };
  }

  private static JsonNode finite(double value) {
    return Double.isFinite(value) ? JSON.numberNode(value) : JSON.textNode(Double.toString(value));
  }

  private static JsonNode finite(float value) {
    return Float.isFinite(value) ? JSON.numberNode(value) : JSON.textNode(Float.toString(value));
  }

  static double fraction(Datatype type, ByteBuffer from) {
    return switch (type) {
      case FP64 -> from.getDouble();
      case FP32 -> from.getFloat();
      case FP16 -> Float.float16ToFloat(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
      default -> throw new IllegalArgumentException("type: " + type + " (expected: a float)");
    };
  }

  private static long whole(Datatype type, ByteBuffer from) {
    return switch (type) {
      case INT8 -> from.get();
      case UINT8 -> from.get() & 0xff;
      case INT16 -> from.getShort();
      case UINT16 -> from.getShort() & 0xffff;
      case INT32 -> from.getInt();
      case UINT32 -> from.getInt() & 0xffff_ffffL;
      case INT64 -> from.getLong();
      default -> throw new IllegalArgumentException("type: " + type + " (expected: an integer)");
    };
  }

  /** Writes an element of an answer; throws when JSON holds something else than the type. */
  static void put(Datatype type, JsonNode value, ByteBuffer into) {
    switch (type.kind()) {
      case TRUTH -> {
        Unmet.unless(value.isBoolean(), "true or false for BOOL", value);
        into.put((byte) (value.booleanValue() ? 1 : 0));
      }
      case SIGNED, UNSIGNED -> {
        Unmet.unless(value.isIntegralNumber(), "integers for " + type, value);
        putWhole(type, value.bigIntegerValue(), into);
      }
      case FRACTION -> putFraction(type, number(type, value), into);
      case TEXT -> throw new IllegalArgumentException("type: BYTES (expected: numbers)");
    }
  }

  private static double number(Datatype type, JsonNode value) {
    Double named = value.isTextual() ? NAMED.get(value.textValue()) : null;
    if (named != null) {
      return named;
    }
    Unmet.unless(value.isNumber(), "numbers for " + type, value);
    return value.doubleValue();
  }

  private static void putWhole(Datatype type, BigInteger value, ByteBuffer into) {
    int bits = 8 * type.sizeBytes();
    boolean fits =
        type.kind() == Datatype.Kind.UNSIGNED
            ? value.signum() >= 0 && value.bitLength() <= bits
            : value.bitLength() < bits;
    Unmet.unless(fits, "integers within " + type, value);
    putBits(type.sizeBytes(), value.longValue(), into);
  }

  static void putFraction(Datatype type, double value, ByteBuffer into) {
    switch (type) {
      case FP64 -> into.putDouble(value);
      case FP32 -> into.putFloat((float) value);
      case FP16 -> into.putShort(Float.floatToFloat16((float) value));
      case BF16 -> into.putShort(upperHalf((float) value));
      default -> throw new IllegalArgumentException("type: " + type + " (expected: a float)");
    }
  }

  /** The float's nearest neighbour that has only its upper half, ties to even. */
  private static short upperHalf(float value) {
    int bits = Float.floatToIntBits(value);
    return (short)
        (Float.isNaN(value) ? bits >>> 16 : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  static void putBits(int sizeBytes, long value, ByteBuffer into) {
    for (int i = 0; i < sizeBytes; i++) {
      into.put((byte) (value >>> (8 * i)));
    }
  }
}
