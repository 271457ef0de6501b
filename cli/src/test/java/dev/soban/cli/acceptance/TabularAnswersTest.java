package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Json;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of table rows say what they said where they were trained. */
class TabularAnswersTest {
  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    for (String model :
        List.of(
            "iris_logreg",
            "iris_logreg_zipmap",
            "iris_logreg_ovms",
            "iris_randomforest_sklearn",
            "digits8x8_mlp")) {
      models.bare(TestData.path("tabular/" + model + ".onnx"));
    }
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
    return Stream.of(Transfer.JSON, Transfer.BINARY);
  }

  @ParameterizedTest
  @MethodSource("transfers")
  void irises_are_told_apart_as_in_training(Transfer transfer) {
    Map<String, Object> expected = expected("iris_logreg");
    for (String model : List.of("iris_logreg", "iris_logreg_zipmap")) {
      Answer answer =
          served.client().infer(model, Question.of("float_input", rows(expected, 4)), transfer);

      assertThat(answer.output("label").numbers()).containsExactly(numbers(expected, "label"));
      TensorValue probabilities = answer.output("probabilities");
      assertThat(probabilities.shape()).containsExactly(10L, 3L);
      assertThat(probabilities.numbers()).containsExactly(numbers(expected, "proba"), within(1e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("transfers")
  void small_digits_are_read_as_in_training(Transfer transfer) {
    Map<String, Object> expected = expected("digits8x8_mlp");

    TensorValue probabilities =
        served
            .client()
            .infer("digits8x8_mlp", Question.of("x", rows(expected, 64)), transfer)
            .output("probabilities");

    assertThat(probabilities.numbers()).containsExactly(numbers(expected, "proba"), within(1e-5));
  }

  @ParameterizedTest
  @CsvSource({
    "iris_logreg_ovms, input, 0.95",
    "iris_randomforest_sklearn, X, 0.98",
  })
  void maps_of_other_makers_become_rows_of_probabilities(
      String model, String input, double accuracy) {
    List<double[]> irises = irises();
    float[] values = new float[irises.size() * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) irises.get(i / 4)[i % 4];
    }
    Question question =
        Question.of(input, TensorValue.floats(TensorValue.shape(irises.size(), 4), values));

    Answer answer = served.client().infer(model, question, Transfer.JSON);

    double[] labels = answer.output("output_label").numbers();
    TensorValue probabilities = answer.output("output_probability");
    assertThat(probabilities.dataType()).isEqualTo("FP32");
    assertThat(probabilities.shape()).containsExactly((long) irises.size(), 3L);
    int right = 0;
    for (int row = 0; row < labels.length; row++) {
      double[] three = Arrays.copyOfRange(probabilities.numbers(), row * 3, row * 3 + 3);
      assertThat(Arrays.stream(three).sum()).isCloseTo(1, within(1e-4));
      assertThat(three[(int) labels[row]]).isEqualTo(Arrays.stream(three).max().orElseThrow());
      right += labels[row] == irises.get(row)[4] ? 1 : 0;
    }
    assertThat(right / (double) labels.length).isGreaterThan(accuracy);
    assertThat(Json.object(served.metadata(model).get("properties")))
        .containsEntry("labels.output_probability", "[0,1,2]");
  }

  @Test
  void csv_rows_get_the_answers_of_the_protocol() {
    Map<String, Object> expected = expected("iris_logreg");
    String csv =
        Json.list(expected.get("x")).stream()
            .map(row -> Json.list(row).stream().map(Object::toString))
            .map(cells -> cells.collect(Collectors.joining(",")))
            .collect(Collectors.joining("\r\n"));

    Answer plain = csv(csv);
    Answer withHeader = csv("\uFEFFlength,width,petal length,petal width\n" + csv + "\n");

    for (Answer answer : List.of(plain, withHeader)) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      Map<String, Object> outputs = Json.object(Json.object(answer.json()).get("outputs"));
      assertThat(Json.numbers(outputs.get("label"))).containsExactly(numbers(expected, "label"));
      assertThat(Json.numbers(outputs.get("probabilities")))
          .containsExactly(numbers(expected, "proba"), within(1e-5));
    }
  }

  private static Answer csv(String text) {
    return served
        .client()
        .post("/predictions/iris_logreg", "text/csv", text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> expected(String model) {
    return Json.object(Json.read(TestData.text("tabular/" + model + ".expected.json")));
  }

  private static TensorValue rows(Map<String, Object> expected, int width) {
    double[] values = numbers(expected, "x");
    return TensorValue.numbers("FP32", TensorValue.shape(values.length / width, width), values);
  }

  private static double[] numbers(Map<String, Object> expected, String key) {
    return Json.numbers(expected.get(key));
  }

  /** Four measures and the class of each. */
  private static List<double[]> irises() {
    return TestData.lines("tabular/iris.csv").stream()
        .skip(1)
        .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }
}
