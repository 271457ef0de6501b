package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Json;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.KnownPicture;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Photos and drawn digits, sent as they are, are seen for what they show. */
class PictureAnswersTest {
  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    PictureModels.mobileNet(models, "mobilenet_v2", "mobilenet_v2_1.0_224.onnx");
    PictureModels.mobileNet(models, "mobilenet_v2_int8", "mobilenet_v2_1.0_224_int8_qdq.onnx");
    PictureModels.squeezeNet(models, "squeezenet", "squeezenet_v1.1_fp32.onnx");
    PictureModels.squeezeNet(models, "squeezenet_fp16", "squeezenet_v1.1_fp16.onnx");
    PictureModels.mnist(models);
    models
        .version("digits", TestData.ofRepository("examples/models/digits/1/model.onnx"))
        .file(
            "digits/model.yaml",
            TestData.read(TestData.ofRepository("examples/models/digits/model.yaml")));
    served = ServedModels.of(models);
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.expectNothingHeld();
      served.close();
    }
  }

  /** Quantised models may round differently on another processor, hence their wider tolerance. */
  @ParameterizedTest
  @CsvSource({
    "mobilenet_v2, mobilenet_v2, 1, 0.03",
    "mobilenet_v2_int8, mobilenet_v2_int8, 1, 0.1",
    "squeezenet, squeezenet, 0, 0.03",
    "squeezenet_fp16, squeezenet, 0, 0.03"
  })
  void photos_are_seen_as_expected(String model, String known, int background, double tolerance) {
    int compared = 0;
    for (KnownPicture picture : KnownPicture.all()) {
      if (picture.rightWith(known)) {
        compared++;
        Best best = best(predict(model, picture.contentType(), picture.bytes()));
        assertThat(picture.truth())
            .as(picture.file() + " " + best)
            .contains(best.index - background);
        if (best.index - background == picture.verdicts().get(known).id()) {
          assertThat(best.probability)
              .as(picture.file())
              .isCloseTo(picture.verdicts().get(known).probability(), within(tolerance));
        }
      }
    }
    assertThat(compared).isGreaterThan(15);
  }

  @Test
  void the_protocol_takes_photos_as_strings_and_agrees_with_predictions() {
    for (KnownPicture picture : KnownPicture.all().subList(0, 6)) {
      Best best = best(predict("mobilenet_v2", picture.contentType(), picture.bytes()));
      TensorValue file = TensorValue.strings(List.of(1L), List.of(picture.bytes()));

      TensorValue probabilities =
          served
              .client()
              .infer("mobilenet_v2", Question.of("image", file), Transfer.BINARY)
              .output("probabilities");
      TensorValue classes =
          served
              .client()
              .infer(
                  "mobilenet_v2",
                  Question.of("image", file).classes("probabilities", 3),
                  new Transfer(true, false, false, false))
              .output("probabilities");

      assertThat(probabilities.shape()).containsExactly(1L, 1001L);
      assertThat((double) probabilities.floats()[best.index]).isEqualTo(best.probability);
      assertThat(classes.shape()).containsExactly(1L, 3L);
      String[] first = classes.texts().getFirst().split(":", 3);
      assertThat(Float.parseFloat(first[0])).isEqualTo((float) best.probability);
      assertThat(first[1]).isEqualTo(Integer.toString(best.index));
      assertThat(first[2]).isEqualTo(best.label).isNotEmpty();
    }
  }

  @Test
  void the_known_network_reads_every_digit() {
    for (int digit = 0; digit <= 9; digit++) {
      assertThat(best(predictDigit("mnist", digit + ".png")).index).isEqualTo(digit);
    }
  }

  @Test
  void the_example_reads_nearly_every_digit() {
    Map<String, Integer> pictures =
        Map.ofEntries(
            Map.entry("0.png", 0),
            Map.entry("1.png", 1),
            Map.entry("2.png", 2),
            Map.entry("3.png", 3),
            Map.entry("4.png", 4),
            Map.entry("5.png", 5),
            Map.entry("6.png", 6),
            Map.entry("7.png", 7),
            Map.entry("8.png", 8),
            Map.entry("9.png", 9),
            Map.entry("winml_mnist_28.png", 8));

    long right =
        pictures.entrySet().stream()
            .filter(entry -> best(predictDigit("digits", entry.getKey())).index == entry.getValue())
            .count();

    assertThat(right).isGreaterThanOrEqualTo(10);
  }

  private static Answer predictDigit(String model, String file) {
    return predict(model, "image/png", TestData.bytes("images/digits/" + file));
  }

  private static Answer predict(String model, String contentType, byte[] picture) {
    return served.client().post("/predictions/" + model, contentType, picture);
  }

  private static Best best(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    Object first = Json.list(Json.object(answer.json()).get("classes")).getFirst();
    Map<String, Object> best = Json.object(first);
    return new Best(
        (int) Json.number(best.get("index")),
        String.valueOf(best.get("label")),
        Float.parseFloat(best.get("probability").toString()));
  }

  private record Best(int index, String label, double probability) {}
}
