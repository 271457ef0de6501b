package dev.soban.cli.acceptance.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A tensor as it crosses the wire: little-endian bytes, row-major. */
public record TensorValue(String dataType, List<Long> shape, ByteBuffer bytes) {
  public static final String STRINGS = "BYTES";

  public TensorValue(String dataType, List<Long> shape, ByteBuffer bytes) {
    this.dataType = dataType;
    this.shape = List.copyOf(shape);
    this.bytes = bytes.asReadOnlyBuffer();
  }

  public static List<Long> shape(long... dims) {
    return Arrays.stream(dims).boxed().toList();
  }

  public static TensorValue of(String dataType, List<Long> shape, byte[] bytes) {
    return new TensorValue(dataType, shape, ByteBuffer.wrap(bytes));
  }

  public static TensorValue floats(List<Long> shape, float... values) {
    ByteBuffer bytes = room(values.length * 4);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return new TensorValue("FP32", shape, bytes.flip());
  }

  public static TensorValue longs(List<Long> shape, long... values) {
    ByteBuffer bytes = room(values.length * 8);
    for (long value : values) {
      bytes.putLong(value);
    }
    return new TensorValue("INT64", shape, bytes.flip());
  }

  public static TensorValue strings(List<Long> shape, List<byte[]> values) {
    ByteBuffer bytes = room(values.stream().mapToInt(value -> 4 + value.length).sum());
    values.forEach(value -> bytes.putInt(value.length).put(value));
    return new TensorValue(STRINGS, shape, bytes.flip());
  }

  /** One element per string. */
  public static TensorValue texts(String... values) {
    return strings(
        shape(values.length),
        Arrays.stream(values).map(value -> value.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** Numbers of any type, each rounded to it. */
  public static TensorValue numbers(String dataType, List<Long> shape, double... values) {
    ElementType type = ElementType.valueOf(dataType);
    boolean real = dataType.contains("F");
    ByteBuffer bytes = room(values.length * type.sizeBytes());
    for (double value : values) {
      if (type == ElementType.BOOL) {
        type.put(value != 0, bytes);
      } else {
        type.put(new Json.NumberText(real ? "" + value : "" + Math.round(value)), bytes);
      }
    }
    return new TensorValue(dataType, shape, bytes.flip());
  }

  /** From the values of a JSON answer. */
  static TensorValue read(String dataType, List<Long> shape, Object data) {
    List<Object> flat = new ArrayList<>();
    Json.flatten(data, flat);
    if (dataType.equals(STRINGS)) {
      return strings(
          shape, flat.stream().map(v -> ((String) v).getBytes(StandardCharsets.UTF_8)).toList());
    }
    ElementType type = ElementType.valueOf(dataType);
    ByteBuffer bytes = room(flat.size() * type.sizeBytes());
    flat.forEach(value -> type.put(value, bytes));
    return new TensorValue(dataType, shape, bytes.flip());
  }

  /** The values as a flat JSON array. */
  String json() {
    if (dataType.equals(STRINGS)) {
      return strings().stream()
          .map(value -> Json.quoted(new String(value, StandardCharsets.UTF_8)))
          .collect(Collectors.joining(",", "[", "]"));
    }
    ElementType type = ElementType.valueOf(dataType);
    ByteBuffer from = view();
    StringBuilder json = new StringBuilder("[");
    while (from.hasRemaining()) {
      json.append(json.length() == 1 ? "" : ",").append(type.text(from));
    }
    return json.append(']').toString();
  }

  public long elements() {
    return shape.stream().mapToLong(dim -> dim).reduce(1, (a, b) -> a * b);
  }

  /** How many elements the bytes hold. */
  public long held() {
    return dataType.equals(STRINGS)
        ? strings().size()
        : bytes.remaining() / ElementType.valueOf(dataType).sizeBytes();
  }

  /** The elements of a numeric tensor. */
  public double[] numbers() {
    ElementType type = ElementType.valueOf(dataType);
    ByteBuffer from = view();
    double[] numbers = new double[from.remaining() / type.sizeBytes()];
    for (int i = 0; i < numbers.length; i++) {
      String text = type.text(from).replace("\"", "");
      numbers[i] =
          switch (text) {
            case "true" -> 1;
            case "false" -> 0;
            default -> Double.parseDouble(text);
          };
    }
    return numbers;
  }

  public float[] floats() {
    float[] floats = new float[bytes.remaining() / 4];
    view().asFloatBuffer().get(floats);
    return floats;
  }

  public List<byte[]> strings() {
    List<byte[]> strings = new ArrayList<>();
    ByteBuffer from = view();
    while (from.hasRemaining()) {
      byte[] string = new byte[from.getInt()];
      from.get(string);
      strings.add(string);
    }
    return strings;
  }

  public List<String> texts() {
    return strings().stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
  }

  public byte[] toArray() {
    byte[] array = new byte[bytes.remaining()];
    view().get(array);
    return array;
  }

  private ByteBuffer view() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer room(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
