package dev.soban.engine.onnx.graph.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds small protobuf messages field by field. */
public final class WireWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public WireWriter number(int field, long value) {
    varint(((long) field << 3) | WireReader.VARINT);
    varint(value);
    return this;
  }

  public WireWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  public WireWriter message(int field, WireWriter value) {
    return bytes(field, value.toBytes());
  }

  public WireWriter bytes(int field, byte[] value) {
    header(field, value.length);
    bytes.writeBytes(value);
    return this;
  }

  /** Tag and length of a field whose value follows. */
  public WireWriter header(int field, long length) {
    varint(((long) field << 3) | WireReader.LENGTH_DELIMITED);
    varint(length);
    return this;
  }

  public byte[] toBytes() {
    return bytes.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
