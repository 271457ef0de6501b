package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that load well and misbehave when asked: the caller is told, the next one is served. */
class HostileRunsTest {
  private static final int CALLERS = 40;

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    for (String name :
        List.of(
            "alloc_160GB_at_run",
            "always_fails_at_run",
            "no_inputs",
            "output_shape_depends_on_data",
            "reshape_fails_for_odd",
            "returns_nan_inf")) {
      models.bare(TestData.path("bad_models/" + name + ".onnx"));
    }
    models.version(
        "external_ok",
        TestData.path("bad_models/external_ok.onnx"),
        TestData.path("bad_models/weights_ok.bin"));
    served = ServedModels.of(models);
  }

  @AfterEach
  void nothing_is_held() {
    served.expectNothingHeld();
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.close();
    }
  }

  @Test
  void an_index_out_of_bounds_is_told_and_the_next_request_is_answered() {
    Answer failed = ask("always_fails_at_run", "i", TensorValue.longs(List.of(1L), 7));
    Answer right = ask("always_fails_at_run", "i", TensorValue.longs(List.of(2L), 0, 3));

    isExplained(failed);
    assertThat(right.output("y").held()).isEqualTo(2);
  }

  @Test
  void a_failing_request_does_not_fail_those_that_wait_beside_it() {
    List<Answer> answers =
        together(
            i -> {
              TensorValue index = TensorValue.longs(List.of(1L), i % 4 == 0 ? 9 : i % 4);
              return ask("always_fails_at_run", "i", index);
            });

    for (int i = 0; i < answers.size(); i++) {
      Answer answer = answers.get(i);
      if (i % 4 == 0) {
        isExplained(answer);
      } else {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      }
    }
  }

  @Test
  void odd_rows_that_cannot_be_reshaped_are_told_and_even_ones_answered() {
    Answer odd = ask("reshape_fails_for_odd", "x", TensorValue.floats(List.of(3L), 1, 2, 3));
    Answer even = ask("reshape_fails_for_odd", "x", TensorValue.floats(List.of(4L), 1, 2, 3, 4));

    isExplained(odd);
    assertThat(even.output("y")).isEqualTo(TensorValue.floats(TensorValue.shape(2, 2), 1, 2, 3, 4));
  }

  @Test
  void a_demand_for_160_gigabytes_is_refused_and_a_modest_one_met() {
    TensorValue x = TensorValue.floats(TensorValue.shape(1, 3), 1, 2, 3);

    Answer greedy =
        served
            .client()
            .infer(
                "alloc_160GB_at_run",
                Question.of("x", x).input("sz", TensorValue.longs(List.of(2L), 200_000, 200_000)),
                Transfer.JSON);
    Answer modest =
        served
            .client()
            .infer(
                "alloc_160GB_at_run",
                Question.of("x", x).input("sz", TensorValue.longs(List.of(2L), 2, 2)),
                Transfer.JSON);

    isExplained(greedy);
    assertThat(modest.output("y").shape()).containsExactly(1L, 3L);
  }

  @Test
  void what_is_no_number_comes_as_text_in_json_and_as_itself_in_binary() {
    TensorValue x = TensorValue.floats(TensorValue.shape(1, 3), -1, 0, 1);

    Answer json = ask("returns_nan_inf", "x", x);
    Answer binary = served.client().infer("returns_nan_inf", Question.of("x", x), Transfer.BINARY);

    assertThat(json.text()).contains("\"NaN\"").contains("\"-Infinity\"");
    for (Answer answer : List.of(json, binary)) {
      assertThat(answer.output("y").floats())
          .containsExactly(Float.NaN, Float.NEGATIVE_INFINITY, 0);
    }
  }

  @Test
  void outputs_as_long_as_the_data_want_are_never_mixed_up() {
    List<Answer> answers =
        together(
            i -> {
              TensorValue x = TensorValue.floats(TensorValue.shape(1, 3), 1, i & 1, (i >> 1) & 1);
              return ask("output_shape_depends_on_data", "x", x);
            });

    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).output("y").shape())
          .containsExactly(2L, 1L + Integer.bitCount(i & 3));
    }
  }

  @Test
  void a_model_without_inputs_answers() {
    assertThat(ask("no_inputs").output("y").shape()).containsExactly(3L);
  }

  @Test
  void weights_beside_the_model_are_used() {
    Answer answer =
        ask("external_ok", "x", TensorValue.floats(TensorValue.shape(2, 3), 1, 0, 0, 1, 1, 1));

    assertThat(answer.output("y").shape()).containsExactly(2L, 4L);
    assertThat(answer.output("y").numbers()).containsExactly(externalRows());
  }

  /** The first row of the twelve weights, and the sum of its three rows. */
  private static double[] externalRows() {
    double[] weights =
        TensorValue.of("FP32", TensorValue.shape(3, 4), TestData.bytes("bad_models/weights_ok.bin"))
            .numbers();
    double[] rows = Arrays.copyOf(weights, 8);
    for (int i = 0; i < 4; i++) {
      rows[4 + i] = weights[i] + weights[4 + i] + weights[8 + i];
    }
    return rows;
  }

  private static List<Answer> together(IntFunction<Answer> ask) {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Answer>> answers =
          IntStream.range(0, CALLERS)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> ask.apply(i), callers))
              .toList();
      return answers.stream().map(CompletableFuture::join).toList();
    }
  }

  private static Answer ask(String model) {
    return served.client().infer(model, new Question(), Transfer.JSON);
  }

  private static Answer ask(String model, String input, TensorValue value) {
    return served.client().infer(model, Question.of(input, value), Transfer.JSON);
  }

  private static void isExplained(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isBetween(400, 500);
    assertThat(answer.error())
        .isNotBlank()
        .hasSizeLessThan(600)
        .doesNotContain("\tat ", "\n", "onnxruntime_src");
  }
}
