package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Json;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TensorProto;
import dev.soban.cli.acceptance.data.TestData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX's own operator tests and a detector's published pair, asked in binary tensors. */
class ConformanceAnswersTest {
  private static final String DETECTOR = "version-RFB-640";

  /** What no tensor can carry, with the words in which it is refused. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "test_cast_FLOAT_to_INT4", "int4",
          "test_identity_opt", "optional",
          "test_identity_sequence", "sequence",
          "test_if_seq", "sequence",
          "test_image_decoder_decode_jpeg_rgb", "ImageDecoder",
          "test_optional_has_element_empty_optional_input", "optional",
          "test_range_int32_type_negative_delta", "opset 27",
          "test_split_to_sequence_1", "sequence");

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    for (Path pair : TestData.in("onnx_conformance")) {
      models.version(pair.getFileName().toString(), pair.resolve("model.onnx"));
    }
    models.bare(TestData.path("face_detect/" + DETECTOR + ".onnx"));
    served = ServedModels.of(models);
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.expectNothingHeld();
      served.close();
    }
  }

  static Stream<String> pairs() {
    return TestData.in("onnx_conformance").stream()
        .map(pair -> pair.getFileName().toString())
        .filter(name -> !REFUSED.containsKey(name));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void a_pair_matches(String name) {
    matches(name, TestData.path("onnx_conformance/" + name + "/test_data_set_0"), 1e-3);
  }

  @Test
  void a_detector_matches_its_published_pair() {
    matches(DETECTOR, TestData.path("face_detect/" + DETECTOR + "_test_data_set_0"), 0);
  }

  static Stream<String> refused() {
    return REFUSED.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void what_is_no_tensor_is_refused_by_name(String name) {
    System.out.println("not comparable over the protocol: " + name + ": " + served.reason(name));

    assertThat(served.ready(name)).isFalse();
    assertThat(served.reason(name)).contains("model.onnx").contains(REFUSED.get(name));
  }

  private static void matches(String model, Path pair, double relative) {
    Map<String, Object> metadata = served.metadata(model);
    List<Object> inputs = Json.list(metadata.get("inputs"));
    Question question = new Question();
    for (int i = 0; Files.exists(pair.resolve("input_" + i + ".pb")); i++) {
      question.input(
          name(inputs.get(i)), TensorProto.read(pair.resolve("input_" + i + ".pb")).value());
    }

    Answer answer = served.client().infer(model, question, Transfer.BINARY);

    List<Object> outputs = Json.list(metadata.get("outputs"));
    for (int i = 0; Files.exists(pair.resolve("output_" + i + ".pb")); i++) {
      TensorValue expected = TensorProto.read(pair.resolve("output_" + i + ".pb")).value();
      agrees(answer.output(name(outputs.get(i))), expected, relative);
    }
  }

  private static String name(Object spec) {
    return (String) Json.object(spec).get("name");
  }

  private static void agrees(TensorValue actual, TensorValue expected, double relative) {
    assertThat(actual.dataType()).isEqualTo(expected.dataType());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    if (!expected.dataType().contains("F")) {
      assertThat(actual).isEqualTo(expected);
      return;
    }
    double[] given = actual.numbers();
    double[] wanted = expected.numbers();
    for (int i = 0; i < wanted.length; i++) {
      if (Double.compare(given[i], wanted[i]) != 0) {
        assertThat(given[i])
            .as("element " + i)
            .isCloseTo(wanted[i], offset(1e-5 + relative * Math.abs(wanted[i])));
      }
    }
  }
}
