package dev.soban.cli.acceptance.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes ONNX models that give every input back: {@code in_T} as {@code out_T}, both [N,M]. */
public final class IdentityModel {
  private static final int FLOAT = 1;
  private static final int BFLOAT16 = 16;

  /** The types that ONNX Runtime's Java binding can be given, by protocol name. */
  public static final Map<String, Integer> TYPES = types();

  private IdentityModel() {}

  private static Map<String, Integer> types() {
    Map<String, Integer> types = new LinkedHashMap<>();
    types.put("FP32", FLOAT);
    types.put("UINT8", 2);
    types.put("INT8", 3);
    types.put("INT16", 5);
    types.put("INT32", 6);
    types.put("INT64", 7);
    types.put("BYTES", 8);
    types.put("BOOL", 9);
    types.put("FP16", 10);
    types.put("FP64", 11);
    types.put("BF16", BFLOAT16);
    return types;
  }

  public static byte[] ofAllTypes() {
    Message graph = new Message();
    TYPES.forEach(
        (name, type) -> {
          graph.message(
              1, new Message().text(1, "in_" + name).text(2, "out_" + name).text(4, "Identity"));
          graph.message(11, value("in_" + name, type));
          graph.message(12, value("out_" + name, type));
        });
    graph.text(2, "identity");
    return new Message()
        .number(1, 8)
        .message(7, graph)
        .message(8, new Message().text(1, "").number(2, 14))
        .bytes();
  }

  private static Message value(String name, int type) {
    Message shape =
        new Message().message(1, new Message().text(2, "N")).message(1, new Message().text(2, "M"));
    Message tensor = new Message().number(1, type).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** One Protocol Buffers message in the making. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Message number(int id, long value) {
      varint((long) id << 3);
      varint(value);
      return this;
    }

    Message text(int id, String text) {
      return field(id, text.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int id, Message inner) {
      return field(id, inner.bytes());
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }

    private Message field(int id, byte[] content) {
      varint(((long) id << 3) | 2);
      varint(content.length);
      bytes.writeBytes(content);
      return this;
    }

    private void varint(long value) {
      long rest = value;
      while (rest > 0x7F) {
        bytes.write((int) ((rest & 0x7F) | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }
  }
}
