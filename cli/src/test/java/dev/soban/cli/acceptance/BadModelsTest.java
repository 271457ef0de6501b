package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are no models, or broken ones, say so and leave the others alone. */
class BadModelsTest {
  private static final String CANARY = "PICKLE_CANARY_EXECUTED";

  /** Bad only in what they do when asked. */
  private static final Set<String> LOAD =
      Set.of(
          "alloc_160GB_at_run",
          "always_fails_at_run",
          "external_ok",
          "no_inputs",
          "output_shape_depends_on_data",
          "reshape_fails_for_odd",
          "returns_nan_inf",
          "slow_loop");

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    for (Path file : TestData.in("bad_models")) {
      String name = file.getFileName().toString();
      if (name.endsWith(".onnx")) {
        models.file(modelName(file) + "/1/" + name, TestData.read(file));
        models.file(
            modelName(file) + "/1/weights_ok.bin", TestData.bytes("bad_models/weights_ok.bin"));
      } else {
        models.file("named." + name + ".onnx", TestData.read(file));
        models.file("kept." + name + "/1/" + name, TestData.read(file));
      }
    }
    models.bare(TestData.path("tabular/iris_logreg.onnx"));
    served = ServedModels.of(models);
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.close();
    }
  }

  private static String modelName(Path file) {
    return file.getFileName().toString().replace(".onnx", "");
  }

  static Stream<String> refused() {
    return TestData.in("bad_models").stream()
        .filter(file -> file.toString().endsWith(".onnx") && !LOAD.contains(modelName(file)))
        .map(BadModelsTest::modelName);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void a_bad_model_is_not_ready_and_says_why(String name) {
    isRefused(name, name + ".onnx");
  }

  static Stream<String> otherFiles() {
    return TestData.in("bad_models").stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> !name.endsWith(".onnx"));
  }

  @ParameterizedTest
  @MethodSource("otherFiles")
  void other_files_in_a_models_place_are_not_ready_and_say_why(String name) {
    isRefused("named." + name, name);
    isRefused("kept." + name, name);
  }

  @Test
  void what_fails_only_when_asked_is_ready() {
    assertThat(LOAD).allMatch(served::ready);
  }

  @Test
  void the_server_is_ready_and_the_good_model_answers() {
    assertThat(served.client().get("/v2/health/ready").status()).isEqualTo(200);
    assertThat(served.client().get("/v2/health/live").status()).isEqualTo(200);
    served.expectIrisAnswers();
  }

  @Test
  void nothing_was_unpickled_and_nothing_unpacked() {
    assertThat(Path.of(System.getProperty("java.io.tmpdir"), CANARY)).doesNotExist();
    assertThat(Path.of(CANARY)).doesNotExist();
  }

  private static void isRefused(String model, String file) {
    assertThat(served.client().get("/v2/models/" + model + "/ready").status()).isEqualTo(503);
    String reason = served.reason(model);
    assertThat(reason)
        .contains(file)
        .hasSizeBetween(file.length() + 10, 600)
        .doesNotContain("\tat ", "\n", "Exception", "onnxruntime_src");
    assertThat(
            served
                .client()
                .infer(model, Question.of("x", TensorValue.longs(List.of(1L), 1)), Transfer.JSON)
                .status())
        .isEqualTo(503);
    served.expectIrisAnswers();
  }
}
