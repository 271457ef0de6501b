package dev.soban.conformance.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Values at the edges of a datatype, which a server that converts carelessly changes. */
public final class ExtremeValues {
  /** As many as any datatype has. */
  public static final int COUNT = 8;

  private static final List<String> TEXTS =
      List.of("", " a ", "소반", "\"quoted\" \\ /", "tab\tline\nend", "\u0001", "é", "😀");

  private ExtremeValues() {}

  /** The edges in turn, as many as the shape takes; all finite, so that JSON has them too. */
  public static TensorValue of(Datatype type, List<Long> shape) {
    int count = Math.toIntExact(TensorValue.elements(shape));
    if (type == Datatype.BYTES) {
      List<byte[]> texts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        texts.add(TEXTS.get(i % COUNT).getBytes(StandardCharsets.UTF_8));
      }
      return TensorValue.ofTexts(shape, texts);
    }
    ByteBuffer bytes = ByteBuffer.allocate(count * type.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      put(type, i % COUNT, bytes);
    }
    return new TensorValue(type, shape, bytes.flip());
  }

  private static void put(Datatype type, int index, ByteBuffer into) {
    switch (type.kind()) {
      case TRUTH -> into.put((byte) (index % 2));
      case FRACTION -> Elements.putFraction(type, fraction(type, index), into);
      case SIGNED, UNSIGNED -> Elements.putBits(type.sizeBytes(), whole(type, index), into);
      case TEXT -> throw new IllegalArgumentException("type: BYTES (expected: numbers)");
    }
  }

  /** Bits of which only the lowest ones count for a narrow type. */
  private static long whole(Datatype type, int index) {
    long sign = 1L << (8 * type.sizeBytes() - 1);
    return switch (index) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> -1;
      case 3 -> sign;
      case 4 -> sign - 1;
      case 5 -> sign + 1;
      case 6 -> sign - 2;
      default -> 100;
    };
  }

  private static double fraction(Datatype type, int index) {
    boolean wide = type == Datatype.FP64;
    double greatest =
        switch (type) {
          case FP64 -> Double.MAX_VALUE;
          case FP16 -> 65504;
          case BF16 -> Float.intBitsToFloat(0x7f7f_0000);
          default -> Float.MAX_VALUE;
        };
    double least =
        switch (type) {
          case FP64 -> Double.MIN_NORMAL;
          case FP16 -> 0x1p-14;
          default -> Float.MIN_NORMAL;
        };
    return switch (index) {
      case 0 -> -0.0;
      case 1 -> 0.1;
      case 2 -> -greatest;
      case 3 -> greatest;
      case 4 -> least;
      case 5 -> wide ? 1 + 0x1p-52 : 1 + 0x1p-7;
      case 6 -> type.half() ? 255 : 16_777_215;
      default -> -1.0 / 3;
    };
  }
}
