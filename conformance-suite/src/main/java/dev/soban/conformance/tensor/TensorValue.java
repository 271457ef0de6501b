package dev.soban.conformance.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor: elements in row-major order, little-endian; each of BYTES behind its length in four
 * bytes. Equal when every bit is.
 *
 * @param bytes never written to; positions are kept by working on duplicates
 */
public record TensorValue(Datatype datatype, List<Long> shape, ByteBuffer bytes) {
  private static final int LENGTH_BYTES = 4;
  private static final double NEAR = 1e-3;

  public TensorValue {
    shape = List.copyOf(shape);
    bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  public static TensorValue of(Datatype datatype, List<Long> shape, byte[] bytes) {
    return new TensorValue(datatype, shape, ByteBuffer.wrap(bytes));
  }

  /** A tensor of BYTES. */
  public static TensorValue ofTexts(List<Long> shape, List<byte[]> elements) {
    int size = elements.stream().mapToInt(element -> LENGTH_BYTES + element.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    elements.forEach(element -> bytes.putInt(element.length).put(element));
    return new TensorValue(Datatype.BYTES, shape, bytes.flip());
  }

  /** The shape with one dimension changed. */
  public static List<Long> replaced(List<Long> shape, int index, long size) {
    List<Long> changed = new ArrayList<>(shape);
    changed.set(index, size);
    return List.copyOf(changed);
  }

  /** How many elements a shape has. */
  public static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, (a, b) -> a * b);
  }

  public long elements() {
    return elements(shape);
  }

  public byte[] array() {
    byte[] array = new byte[bytes.remaining()];
    bytes.duplicate().get(array);
    return array;
  }

  /** A view to read elements from, little-endian. */
  public ByteBuffer reader() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The elements of BYTES; empty when the lengths do not add up. */
  public List<byte[]> texts() {
    ByteBuffer reader = reader();
    List<byte[]> texts = new ArrayList<>();
    while (reader.remaining() >= LENGTH_BYTES) {
      int length = reader.getInt();
      if (length < 0 || length > reader.remaining()) {
        return List.of();
      }
      byte[] text = new byte[length];
      reader.get(text);
      texts.add(text);
    }
    return reader.hasRemaining() ? List.of() : texts;
  }

  public List<String> strings() {
    return texts().stream().map(text -> new String(text, StandardCharsets.UTF_8)).toList();
  }

  /** Whether the bytes are as many as datatype and shape say. */
  public boolean complete() {
    return datatype == Datatype.BYTES
        ? texts().size() == elements() && (elements() > 0 || !bytes.hasRemaining())
        : bytes.remaining() == elements() * datatype.sizeBytes();
  }

  /** The numbers of a float datatype. */
  public double[] fractions() {
    ByteBuffer reader = reader();
    double[] fractions = new double[Math.toIntExact(elements())];
    for (int i = 0; i < fractions.length; i++) {
      fractions[i] = Elements.fraction(datatype, reader);
    }
    return fractions;
  }

  /** Equal, or as near as another batch may bring the same computation. */
  public boolean near(TensorValue other) {
    if (equals(other)) {
      return true;
    }
    if (datatype.kind() != Datatype.Kind.FRACTION
        || datatype != other.datatype
        || !shape.equals(other.shape)) {
      return false;
    }
    double[] mine = fractions();
    double[] theirs = other.fractions();
    for (int i = 0; i < mine.length; i++) {
      boolean near = Math.abs(mine[i] - theirs[i]) <= NEAR * (1 + Math.abs(mine[i]));
      if (!near && Double.compare(mine[i], theirs[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Rows one above the other; all of one datatype and shape but for dimension 0. */
  public static TensorValue stacked(List<TensorValue> parts) {
    TensorValue first = parts.getFirst();
    ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(p -> p.bytes.remaining()).sum());
    parts.forEach(part -> all.put(part.reader()));
    long rows = parts.stream().mapToLong(part -> part.shape.getFirst()).sum();
    return new TensorValue(first.datatype, replaced(first.shape, 0, rows), all.flip());
  }

  @Override
  public String toString() {
    return datatype + shape.toString();
  }
}
