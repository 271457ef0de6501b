package dev.soban.conformance.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values that models are likely to take: small, and exact in every float datatype. */
public final class SampleValues {
  private static final int STEPS = 64;
  private static final int SOME = 90;

  private final Random random;

  public SampleValues(long seed) {
    this.random = new Random(seed);
  }

  /** Zeros; of BYTES, the text {@code 0}. */
  public static TensorValue zeros(Datatype type, List<Long> shape) {
    int count = Math.toIntExact(TensorValue.elements(shape));
    return type == Datatype.BYTES
        ? TensorValue.ofTexts(shape, texts(count, () -> "0"))
        : TensorValue.of(type, shape, new byte[count * type.sizeBytes()]);
  }

  /** Fractions from 0 to 1; integers and texts of them 0 or 1, as an index must be. */
  public TensorValue small(Datatype type, List<Long> shape) {
    return filled(type, shape, () -> random.nextInt(2));
  }

  /** The same with integers from 0 to 89, by which one request differs from the next. */
  public TensorValue varied(Datatype type, List<Long> shape) {
    return filled(type, shape, () -> random.nextInt(SOME));
  }

  /** A source of whole numbers. */
  private interface Whole {
    int next();
  }

  private TensorValue filled(Datatype type, List<Long> shape, Whole whole) {
    int count = Math.toIntExact(TensorValue.elements(shape));
    if (type == Datatype.BYTES) {
      return TensorValue.ofTexts(shape, texts(count, () -> Integer.toString(whole.next())));
    }
    ByteBuffer bytes = ByteBuffer.allocate(count * type.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      switch (type.kind()) {
        case FRACTION -> Elements.putFraction(type, (double) random.nextInt(STEPS) / STEPS, bytes);
        case TRUTH -> bytes.put((byte) random.nextInt(2));
        default -> Elements.putBits(type.sizeBytes(), whole.next(), bytes);
      }
    }
    return new TensorValue(type, shape, bytes.flip());
  }

  /** A source of texts. */
  private interface Text {
    String next();
  }

  private static List<byte[]> texts(int count, Text text) {
    List<byte[]> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text.next().getBytes(StandardCharsets.UTF_8));
    }
    return texts;
  }
}
