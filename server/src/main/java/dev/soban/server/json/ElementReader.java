package dev.soban.server.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.tensor.DataType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Reads single JSON values into the memory of a tensor of numbers. */
final class ElementReader {
  private final DataType type;
  private final MemorySegment target;

  ElementReader(DataType type, MemorySegment target) {
    this.type = type;
    this.target = target;
  }

  /** Whether the parser stands on a value of the type; if so, it is written at the index. */
  boolean read(JsonParser parser, long index) throws IOException {
    return switch (type) {
      case BOOL -> readBool(parser, index);
      case FP16, BF16, FP32 -> readFloat(parser, index);
      case FP64 -> readDouble(parser, index);
      default -> readInteger(parser, index);
    };
  }

  private boolean readBool(JsonParser parser, long index) {
    JsonToken token = parser.currentToken();
    NumberWriter.putBool(target, index, token == JsonToken.VALUE_TRUE);
    return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
  }

  private boolean readInteger(JsonParser parser, long index) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      return false;
    }
    return switch (parser.getNumberType()) {
      case INT, LONG -> NumberWriter.putLong(type, target, index, parser.getLongValue());
      default -> NumberWriter.putBig(type, target, index, parser.getBigIntegerValue());
    };
  }

  private boolean readFloat(JsonParser parser, long index) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        float value = parser.getFloatValue();
        yield Float.isFinite(value) && NumberWriter.putFloat(type, target, index, value);
      }
      case VALUE_STRING -> {
        double value = named(parser.getText());
        yield NumberWriter.putFloat(type, target, index, (float) value) && value != 0;
      }
      default -> false;
    };
  }

  private boolean readDouble(JsonParser parser, long index) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double value = parser.getDoubleValue();
        NumberWriter.putDouble(target, index, value);
        yield Double.isFinite(value);
      }
      case VALUE_STRING -> {
        double value = named(parser.getText());
        NumberWriter.putDouble(target, index, value);
        yield value != 0;
      }
      default -> false;
    };
  }

  /** What JSON has no number for, by its name; 0 for any other name. */
  private static double named(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> 0;
    };
  }
}
