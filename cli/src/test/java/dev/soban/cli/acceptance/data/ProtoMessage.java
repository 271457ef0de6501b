package dev.soban.cli.acceptance.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** One Protocol Buffers message in the making. */
final class ProtoMessage {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  ProtoMessage number(int id, long value) {
    varint((long) id << 3);
    varint(value);
    return this;
  }

  ProtoMessage text(int id, String text) {
    return field(id, text.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage message(int id, ProtoMessage inner) {
    return field(id, inner.bytes());
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  ProtoMessage field(int id, byte[] content) {
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
