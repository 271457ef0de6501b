package dev.soban.cli.acceptance.data;

import dev.soban.cli.acceptance.client.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads ONNX's files of one tensor ({@code input_0.pb}). */
public record TensorProto(String name, TensorValue value) {
  private static final int DIMS = 1;
  private static final int DATA_TYPE = 2;
  private static final int FLOAT_DATA = 4;
  private static final int INT32_DATA = 5;
  private static final int STRING_DATA = 6;
  private static final int INT64_DATA = 7;
  private static final int NAME = 8;
  private static final int RAW_DATA = 9;
  private static final int DOUBLE_DATA = 10;
  private static final int UINT64_DATA = 11;

  private static final Map<Long, String> TYPES =
      Map.ofEntries(
          Map.entry(1L, "FP32"),
          Map.entry(2L, "UINT8"),
          Map.entry(3L, "INT8"),
          Map.entry(4L, "UINT16"),
          Map.entry(5L, "INT16"),
          Map.entry(6L, "INT32"),
          Map.entry(7L, "INT64"),
          Map.entry(8L, "BYTES"),
          Map.entry(9L, "BOOL"),
          Map.entry(10L, "FP16"),
          Map.entry(11L, "FP64"),
          Map.entry(12L, "UINT32"),
          Map.entry(13L, "UINT64"),
          Map.entry(16L, "BF16"));

  public static TensorProto read(Path file) {
    ProtoFields fields = ProtoFields.read(ByteBuffer.wrap(TestData.read(file)));
    String type = TYPES.get(fields.numbers(DATA_TYPE).getFirst());
    if (type == null) {
      throw new IllegalArgumentException(file + ": a type that the protocol has no name for");
    }
    String name = fields.all(NAME).stream().map(TensorProto::text).findFirst().orElse("");
    return new TensorProto(name, value(fields, type, fields.numbers(DIMS)));
  }

  private static TensorValue value(ProtoFields fields, String type, List<Long> shape) {
    List<ByteBuffer> raw = fields.all(RAW_DATA);
    if (type.equals(TensorValue.STRINGS)) {
      return TensorValue.strings(
          shape, fields.all(STRING_DATA).stream().map(TensorProto::array).toList());
    }
    return raw.isEmpty()
        ? listed(fields, type, shape)
        : new TensorValue(type, shape, raw.getFirst());
  }

  private static TensorValue listed(ProtoFields fields, String type, List<Long> shape) {
    return switch (type) {
      case "FP32" -> new TensorValue(type, shape, joined(fields.all(FLOAT_DATA)));
      case "FP64" -> new TensorValue(type, shape, joined(fields.all(DOUBLE_DATA)));
      case "INT64" -> whole(type, shape, 8, fields.numbers(INT64_DATA));
      case "UINT64" -> whole(type, shape, 8, fields.numbers(UINT64_DATA));
      case "UINT32" -> whole(type, shape, 4, fields.numbers(UINT64_DATA));
      case "INT32" -> whole(type, shape, 4, fields.numbers(INT32_DATA));
      case "BOOL", "INT8", "UINT8" -> whole(type, shape, 1, fields.numbers(INT32_DATA));
      default -> whole(type, shape, 2, fields.numbers(INT32_DATA));
    };
  }

  private static TensorValue whole(String type, List<Long> shape, int size, List<Long> values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.size() * size).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      for (int i = 0; i < size; i++) {
        bytes.put((byte) (value >>> (8 * i)));
      }
    }
    return new TensorValue(type, shape, bytes.flip());
  }

  private static ByteBuffer joined(List<ByteBuffer> parts) {
    ByteBuffer joined = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
    parts.forEach(part -> joined.put(part.duplicate()));
    return joined.flip();
  }

  private static String text(ByteBuffer bytes) {
    return new String(array(bytes), StandardCharsets.UTF_8);
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.duplicate().get(array);
    return array;
  }
}
