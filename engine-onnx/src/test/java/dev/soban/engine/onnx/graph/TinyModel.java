package dev.soban.engine.onnx.graph;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes small ONNX files for tests, field by field, so that broken ones can be written too. */
public final class TinyModel {
  public static final int FLOAT = 1;
  public static final int INT64 = 7;
  public static final int STRING = 8;
  public static final int BOOL = 9;

  private final ByteArrayOutputStream opsets = new ByteArrayOutputStream();
  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();
  private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
  private long irVersion = 8;

  /** One node from {@code x} to {@code y}, both of one type and shape. */
  public static byte[] one(String operator, int type, long... dims) {
    return opset(13)
        .input("x", type, dims)
        .output("y", type, dims)
        .node(operator, "x", "y")
        .bytes();
  }

  public TinyModel irVersion(long version) {
    irVersion = version;
    return this;
  }

  public static TinyModel opset(long version) {
    return new TinyModel().opset("", version);
  }

  public TinyModel opset(String domain, long version) {
    opsets.writeBytes(message(8, text(1, domain), number(2, version)));
    return this;
  }

  public TinyModel input(String name, int type, long... dims) {
    return graph(message(11, text(1, name), message(2, tensorType(type, dims))));
  }

  public TinyModel output(String name, int type, long... dims) {
    return graph(message(12, text(1, name), message(2, tensorType(type, dims))));
  }

  /** An output that is a sequence of maps to floats. */
  public TinyModel mapsOutput(String name, int keyType) {
    byte[] map = message(5, number(1, keyType), message(2, tensorType(FLOAT)));
    return graph(message(12, text(1, name), message(2, message(4, message(1, map)))));
  }

  public TinyModel node(String operator, String inputs, String output, byte[]... attributes) {
    return graph(message(1, nodeFields("", operator, inputs, output, attributes)));
  }

  public TinyModel node(
      String domain, String operator, String inputs, String output, byte[]... attributes) {
    return graph(message(1, nodeFields(domain, operator, inputs, output, attributes)));
  }

  public TinyModel initializer(byte[] tensor) {
    return graph(message(5, tensor));
  }

  public TinyModel graph(byte[] field) {
    graph.writeBytes(field);
    return this;
  }

  /** A field of the model itself, behind its graph. */
  public TinyModel model(byte[] field) {
    tail.writeBytes(field);
    return this;
  }

  public byte[] bytes() {
    return join(
        number(1, irVersion),
        opsets.toByteArray(),
        message(7, text(2, "tiny"), graph.toByteArray()),
        tail.toByteArray());
  }

  public static byte[] nodeFields(
      String domain, String operator, String inputs, String output, byte[]... attributes) {
    byte[] fields = new byte[0];
    for (String input : inputs.isEmpty() ? new String[0] : inputs.split(",")) {
      fields = join(fields, text(1, input));
    }
    for (String name : output.split(",")) {
      fields = join(fields, text(2, name));
    }
    fields = join(fields, text(4, operator), text(7, domain));
    for (byte[] attribute : attributes) {
      fields = join(fields, message(5, attribute));
    }
    return fields;
  }

  /** A TensorProto of floats. */
  public static byte[] floats(String name, long[] dims, float... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    return join(dims(dims), number(2, FLOAT), text(8, name), message(9, raw.array()));
  }

  /** A TensorProto of floats whose data lies elsewhere. */
  public static byte[] external(String name, long[] dims, String location, String... entries) {
    byte[] tensor = join(dims(dims), number(2, FLOAT), text(8, name), number(14, 1));
    tensor = join(tensor, message(13, text(1, "location"), text(2, location)));
    for (int i = 0; i < entries.length; i += 2) {
      tensor = join(tensor, message(13, text(1, entries[i]), text(2, entries[i + 1])));
    }
    return tensor;
  }

  private static byte[] dims(long[] dims) {
    byte[] fields = new byte[0];
    for (long dim : dims) {
      fields = join(fields, number(1, dim));
    }
    return fields;
  }

  private static byte[] tensorType(int type, long... dims) {
    byte[] shape = new byte[0];
    for (long dim : dims) {
      shape = join(shape, message(1, dim < 0 ? text(2, "n" + -dim) : number(1, dim)));
    }
    return message(1, number(1, type), message(2, shape));
  }

  public static byte[] number(int field, long value) {
    return join(varint((long) field << 3), varint(value));
  }

  public static byte[] text(int field, String value) {
    return message(field, value.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] message(int field, byte[]... parts) {
    byte[] content = join(parts);
    return join(varint(((long) field << 3) + 2), varint(content.length), content);
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long rest = value;
    while (rest >>> 7 != 0) {
      bytes.write((int) (rest & 0x7F) + 0x80);
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return bytes.toByteArray();
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
