package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.IdentityModel;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However tensors travel, the same bits arrive. */
class ClientAgreementTest {

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    models.bare("identity", IdentityModel.ofAllTypes());
    models.version("concat", TestData.path("onnx_conformance/test_string_concat/model.onnx"));
    models.version(
        "to_half", TestData.path("onnx_conformance/test_cast_FLOAT_to_FLOAT16/model.onnx"));
    models.bare(TestData.path("onnx_small/example_float16.onnx"));
    served = ServedModels.of(models);
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.expectNothingHeld();
      served.close();
    }
  }

  static Stream<Transfer> transfers() {
    return IntStream.range(0, 16)
        .mapToObj(
            bits ->
                new Transfer((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0));
  }

  @ParameterizedTest
  @MethodSource("transfers")
  void every_type_comes_back_to_the_bit(Transfer transfer) {
    Map<String, TensorValue> values = HardValues.ofAllTypes();
    Question question = new Question();
    values.forEach((type, value) -> question.input("in_" + type, value));

    Answer answer = served.client().infer("identity", question, transfer);

    Map<String, TensorValue> outputs = answer.outputs();
    values.forEach((type, value) -> assertThat(outputs.get("out_" + type)).isEqualTo(value));
    assertThat(outputs).hasSameSizeAs(values);
    assertThat(answer.header("Content-Encoding").isPresent()).isEqualTo(transfer.gzipAnswer());
    assertThat(answer.header("Content-Type").orElseThrow())
        .startsWith(transfer.binaryOutputs() ? "application/octet-stream" : "application/json");
  }

  @Test
  void bits_that_no_number_has_survive_in_binary() {
    Question question = new Question().output("out_FP32").output("out_FP16").output("out_BF16");
    byte[] signalling = {1, 0, (byte) 0x81, 0x7F, 2, 0, (byte) 0xFF, (byte) 0xFF};
    Map<String, List<Long>> shapes =
        Map.of(
            "FP32", TensorValue.shape(1, 2),
            "FP16", TensorValue.shape(1, 4),
            "BF16", TensorValue.shape(1, 4));
    for (String type : IdentityModel.TYPES.keySet()) {
      question.input(
          "in_" + type,
          shapes.containsKey(type)
              ? TensorValue.of(type, shapes.get(type), signalling)
              : one(type));
    }

    Map<String, TensorValue> outputs =
        served.client().infer("identity", question, Transfer.BINARY).outputs();

    shapes.forEach(
        (type, shape) ->
            assertThat(outputs.get("out_" + type))
                .isEqualTo(TensorValue.of(type, shape, signalling)));
  }

  @Test
  void a_body_without_json_is_the_only_input() {
    TensorValue floats = TensorValue.numbers("FP32", TensorValue.shape(3, 4), spread(12));

    Answer raw = served.client().inferRaw("to_half", floats);

    assertThat(raw.output("output"))
        .isEqualTo(TensorValue.numbers("FP16", floats.shape(), floats.numbers()));
  }

  @ParameterizedTest
  @MethodSource("transfers")
  void signs_beyond_the_basic_plane_survive(Transfer transfer) {
    TensorValue left = TensorValue.texts("😀", "a");
    TensorValue right = TensorValue.texts("𝄞", "𠀀b");

    TensorValue joined =
        served
            .client()
            .infer("concat", Question.of("x", left).input("y", right), transfer)
            .output("result");

    assertThat(joined.texts()).containsExactly("😀𝄞", "a𠀀b");
  }

  @Test
  void some_outputs_are_given_when_only_some_are_asked_for() {
    Question question = new Question().output("out_FP16").output("out_BYTES");
    HardValues.ofAllTypes().forEach((type, value) -> question.input("in_" + type, value));

    for (Transfer transfer : List.of(Transfer.JSON, Transfer.BINARY)) {
      assertThat(served.client().infer("identity", question, transfer).outputs())
          .containsOnlyKeys("out_FP16", "out_BYTES")
          .containsEntry("out_FP16", HardValues.ofAllTypes().get("FP16"));
    }
  }

  @ParameterizedTest
  @MethodSource("transfers")
  void strings_are_joined_alike(Transfer transfer) {
    TensorValue left = TensorValue.texts("소", "a\"\\\n");
    TensorValue right = TensorValue.texts("반", "}é€\t");

    TensorValue joined =
        served
            .client()
            .infer("concat", Question.of("x", left).input("y", right), transfer)
            .outputs()
            .values()
            .iterator()
            .next();

    assertThat(joined.texts()).containsExactly("소반", "a\"\\\n}é€\t");
  }

  @ParameterizedTest
  @MethodSource("transfers")
  void halves_of_floats_agree(Transfer transfer) {
    TensorValue floats = TensorValue.numbers("FP32", TensorValue.shape(3, 4), spread(12));
    Question question = Question.of("input", floats);

    TensorValue halves = served.client().infer("to_half", question, transfer).output("output");
    TensorValue brains =
        served
            .client()
            .infer(
                "example_float16",
                Question.of(
                    "InputA",
                    TensorValue.numbers("FP16", TensorValue.shape(1, 2, 2, 2), spread(8))),
                transfer)
            .output("OutputA");

    assertThat(halves).isEqualTo(TensorValue.numbers("FP16", floats.shape(), floats.numbers()));
    assertThat(brains)
        .isEqualTo(
            served
                .client()
                .infer(
                    "example_float16",
                    Question.of(
                        "InputA",
                        TensorValue.numbers("FP16", TensorValue.shape(1, 2, 2, 2), spread(8))),
                    Transfer.JSON)
                .output("OutputA"));
    assertThat(brains.dataType()).isEqualTo("BF16");
  }

  @Test
  void bytes_that_are_no_text_are_refused_for_a_string_tensor() {
    TensorValue wrong =
        TensorValue.strings(
            List.of(2L), List.of(new byte[] {(byte) 0xFF, (byte) 0xFE}, new byte[0]));
    TensorValue right = TensorValue.texts("x", "y");

    Answer answer =
        served.client().infer("concat", Question.of("x", wrong).input("y", right), Transfer.BINARY);

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.error()).contains("UTF-8");
  }

  private static TensorValue one(String type) {
    return type.equals(TensorValue.STRINGS)
        ? TensorValue.strings(TensorValue.shape(1, 1), List.of(new byte[] {'1'}))
        : TensorValue.numbers(type, TensorValue.shape(1, 1), 1);
  }

  private static double[] spread(int count) {
    return new Random(count).doubles(count, -70_000, 70_000).toArray();
  }
}
