package dev.soban.cli.acceptance;

import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.data.IdentityModel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Values that are easily damaged on their way through JSON, the same in every run. */
final class HardValues {
  private static final int ROWS = 37;
  private static final int COLUMNS = 11;
  private static final List<Long> SHAPE = TensorValue.shape(ROWS, COLUMNS);

  private HardValues() {}

  /** The extremes of each type first, then seeded ones. */
  static Map<String, TensorValue> ofAllTypes() {
    Map<String, TensorValue> values = new LinkedHashMap<>();
    for (String type : IdentityModel.TYPES.keySet()) {
      values.put(type, value(type));
    }
    return values;
  }

  private static TensorValue value(String type) {
    Random random = new Random(type.hashCode());
    int count = ROWS * COLUMNS;
    if (type.equals(TensorValue.STRINGS)) {
      return TensorValue.strings(
          SHAPE, IntStream.range(0, count).mapToObj(i -> text(i, random)).toList());
    }
    if (type.equals("BOOL")) {
      double[] flags = random.ints(count, 0, 2).asDoubleStream().toArray();
      return TensorValue.numbers(type, SHAPE, flags);
    }
    byte[] bits = new byte[TensorValue.numbers(type, SHAPE, new double[count]).bytes().remaining()];
    random.nextBytes(bits);
    return type.contains("INT")
        ? TensorValue.of(type, SHAPE, bits)
        : realNumbers(type, TensorValue.of(type, SHAPE, bits).numbers());
  }

  /** Every NaN becomes the one that JSON can say; some elements become what is hard to write. */
  private static TensorValue realNumbers(String type, double[] random) {
    double[] hard = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      -0.0,
      0.0,
      0.1,
      1e-7,
      -1e-40,
      4.9e-324,
      1e30,
      65_504,
      16_777_217,
      9_007_199_254_740_992.0
    };
    System.arraycopy(hard, 0, random, 0, hard.length);
    return TensorValue.numbers(type, SHAPE, random);
  }

  private static byte[] text(int index, Random random) {
    int[] firsts = {' ', 'a', 0xC0, 0x3A9, 0xAC00, 0x4E00};
    String text =
        random
            .ints(index % 9, 0, 60)
            .mapToObj(i -> Character.toString(firsts[(index + i) % firsts.length] + i))
            .collect(Collectors.joining());
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
