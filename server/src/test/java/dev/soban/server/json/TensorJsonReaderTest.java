package dev.soban.server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorJsonReaderTest {
  private final JsonStreams json = new JsonStreams();
  private final TensorPool pool = new TensorPool(64L << 20, 1 << 20);
  private final TensorJsonReader reader = new TensorJsonReader(pool);

  @AfterEach
  void nothing_is_held() {
    assertThat(pool.heldSlabs()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL   | [true,false]                                  | 0100",
        "UINT8  | [0,255]                                       | 00ff",
        "UINT16 | [0,65535]                                     | 0000ffff",
        "UINT32 | [1,4294967295]                                | 01000000ffffffff",
        "UINT64 | [1,18446744073709551615]                      | 0100000000000000ffffffffffffffff",
        "UINT64 | [9223372036854775808,9223372036854775807]     | 0000000000000080ffffffffffffff7f",
        "INT8   | [-128,127]                                    | 807f",
        "INT16  | [-32768,32767]                                | 0080ff7f",
        "INT32  | [-2147483648,2147483647]                      | 00000080ffffff7f",
        "INT64  | [-9223372036854775808,9223372036854775807]    | 0000000000000080ffffffffffffff7f",
        "FP16   | [1.5,65504]                                   | 003eff7b",
        "FP16   | [\"-Infinity\",-0.0]                          | 00fc0080",
        "BF16   | [1.0,3.140625]                                | 803f4940",
        "BF16   | [1.00390625,1.01171875]                       | 803f823f",
        "FP32   | [0.1,16777217]                                | cdcccc3d0000804b",
        "FP32   | [1e-45,-3.4028235e38]                         | 01000000ffff7fff",
        "FP32   | [\"NaN\",\"Infinity\"]                        | 0000c07f0000807f",
        "FP64   | [0.1,4.9e-324]                                | 9a9999999999b93f0100000000000000",
        "FP64   | [\"-Infinity\",1e308]                         | 000000000000f0ffa0c8eb85f3cce17f",
        "BYTES  | [\"a\",\"소반\"]                              | 010000006106000000ec868cebb098"
      })
  void every_type_is_read_to_the_bit(DataType type, String text, String hex) {
    try (Tensor tensor = read(text, type, 2)) {
      assertThat(hex(tensor)).isEqualTo(hex);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL   | 1                      | at[1]: 1 (expected: true or false)",
        "UINT8  | 256                    | at[1]: 256 (expected: an integer within UINT8)",
        "UINT8  | -1                     | at[1]: -1 (expected: an integer within UINT8)",
        "UINT32 | 4294967296             | an integer within UINT32",
        "UINT64 | 18446744073709551616   | an integer within UINT64",
        "UINT64 | -1                     | an integer within UINT64",
        "INT8   | 128                    | an integer within INT8",
        "INT32  | 1.0                    | at[1]: 1.0 (expected: an integer within INT32)",
        "INT64  | 9223372036854775808    | an integer within INT64",
        "INT64  | \"1\"                  | at[1]: \"1\" (expected: an integer within INT64)",
        "FP16   | 65520                  | a number within FP16",
        "BF16   | 3.4e38                 | a number within BF16",
        "FP32   | 1e39                   | at[1]: 1e39 (expected: a number within FP32",
        "FP32   | \"nan\"                | at[1]: \"nan\" (expected: a number within FP32",
        "FP64   | 1e309                  | a number within FP64",
        "FP64   | null                   | at[1]: null (expected: a number within FP64",
        "FP64   | {}                     | at[1]: an object (expected: a number within FP64",
        "BYTES  | 1                      | at[1]: 1 (expected: a string)",
        "BYTES  | \"\\ud800\"            | at[1]: half a surrogate pair"
      })
  void a_value_that_does_not_fit_is_named(DataType type, String value, String message) {
    String good = type == DataType.BOOL ? "true" : type == DataType.BYTES ? "\"a\"" : "1";

    assertThatThrownBy(() -> read("[" + good + "," + value + "]", type, 2))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2,3,4,5,6,7,8]",
        "[[1,2,3,4],[5,6,7,8]]",
        "[[[1,2],[3,4]],[[5,6],[7,8]]]",
        "[[[1,2],3,4],5,6,7,8]"
      })
  void nesting_may_stop_at_any_depth(String text) {
    try (Tensor tensor = read(text, DataType.UINT8, 2, 2, 2)) {
      assertThat(hex(tensor)).isEqualTo("0102030405060708");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2,3,4,5]     | at: 5 values (expected: 4 for shape [2,2])",
        "[1,2,3]         | at: 3 values (expected: 4 for shape [2,2])",
        "[]              | at: 0 values (expected: 4 for shape [2,2])",
        "[[1,2,3],[4]]   | at: an array of 3 values at depth 2 (expected: 2 for shape [2,2])",
        "[[[1,2,3,4]]]   | at: arrays nested 3 deep (expected: at most 2 for shape [2,2])",
        "7               | at: 1 values (expected: 4 for shape [2,2])"
      })
  void wrong_counts_and_nesting_are_told(String text, String message) {
    assertThatThrownBy(() -> read(text, DataType.FP32, 2, 2))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(message);
  }

  @Test
  void a_scalar_has_no_array() {
    try (Tensor tensor = read("7", DataType.UINT8)) {
      assertThat(hex(tensor)).isEqualTo("07");
    }
  }

  @Test
  void an_empty_dimension_takes_an_empty_array() {
    try (Tensor tensor = read("[[],[]]", DataType.FP32, 2, 0)) {
      assertThat(tensor.sizeBytes()).isZero();
    }
  }

  @Test
  void a_shape_far_beyond_the_body_allocates_nothing() {
    assertThatThrownBy(() -> read("[1]", DataType.FP64, 1_000_000_000_000L))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("fewer than 1000000000000 values");
    assertThat(pool.allocatedBytes()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2            | body: not JSON at byte",
        "[1,,2]          | body: not JSON at byte",
        "[1,2] x         | body: not JSON at byte",
        "[1,2] [3]       | body: more at byte 6 (expected: one JSON value)",
        "[1,NaN]         | body: not JSON at byte"
      })
  void what_is_not_json_is_refused_with_its_place(String text, String message) {
    assertThatThrownBy(() -> read(text, DataType.FP32, 2))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("Source");
  }

  @Test
  void deep_nesting_is_refused_rather_than_followed() {
    String deep = "[".repeat(100_000);

    assertThatThrownBy(() -> json.read(memory(deep), InferredShape::of))
        .isInstanceOf(InvalidInput.class);
  }

  private Tensor read(String text, DataType type, long... dims) {
    List<Tensor> made = new ArrayList<>();
    try {
      return json.read(
          memory(text),
          parser -> {
            made.add(
                reader.read(
                    parser, new TensorJsonReader.Form(type, Shape.of(dims)), "at", 1_000_000));
            return made.getFirst();
          });
    } catch (InvalidInput refusal) {
      made.forEach(Tensor::close);
      throw refusal;
    }
  }

  private static MemorySegment memory(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(Tensor tensor) {
    return HexFormat.of().formatHex(tensor.data().toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void values_written_are_read_back_to_the_bit() {
    long seed = System.nanoTime();
    System.out.println("values_written_are_read_back_to_the_bit: seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      DataType type = DataType.values()[random.nextInt(DataType.values().length)];
      try (Tensor tensor = RandomTensors.of(pool, type, random)) {
        ByteSink sink = new ByteSink(new HeapRoom(1 << 30));
        boolean nested = random.nextBoolean();
        json.write(
            sink,
            out -> {
              TensorJsonWriter writer = new TensorJsonWriter(out, "x", tensor);
              if (nested) {
                writer.writeNested();
              } else {
                writer.writeFlat();
              }
            });
        String text = StandardCharsets.UTF_8.decode(sink.view()).toString();
        try (Tensor back = read(text, type, tensor.shape().dims())) {
          assertThat(back.data().mismatch(tensor.data())).as(type + text).isEqualTo(-1);
        }
      }
    }
  }
}
