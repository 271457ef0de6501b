package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Json;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.MirrorDetector;
import dev.soban.cli.acceptance.data.ModelsFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How detections fit the protocol, on a detector that finds what its picture says. */
class ServedDetectionsTest {
  private static final float[] CAT = {8, 4, 4, 2, 0.75f, 0};
  private static final float[] DOG = {4, 12, 4, 4, 0, 0.875f};
  private static final float[] FAINT = {12, 12, 4, 4, 0.25f, 0};

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    mirror(models, "mirror", "");
    mirror(models, "misfit", "", MirrorDetector.SETTINGS.replace("yolov8", "yunet"));
    mirror(models, "mislabelled", "", MirrorDetector.SETTINGS.replace(", dog]", "]"));
    mirror(models, "standing_in", constant("count", "INT64", "[1]", "[0]"));
    mirror(models, "not_standing_in", constant("output0", "FP32", "[1]", "[0]"));
    served = ServedModels.of(models);
  }

  private static void mirror(ModelsFolder models, String name, String more) {
    mirror(models, name, more, MirrorDetector.SETTINGS);
  }

  private static void mirror(ModelsFolder models, String name, String more, String settings) {
    models.file(name + "/1/model.onnx", MirrorDetector.model()).settings(name, settings + more);
  }

  private static String constant(String last, String type, String shape, String data) {
    return """
        fallback:
          - constant:
              outputs:
                - {name: boxes, datatype: FP32, shape: [1, 3, 4], data: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}
                - {name: scores, datatype: FP32, shape: [1, 3], data: [0, 0, 0]}
                - {name: classes, datatype: INT64, shape: [1, 3], data: [-1, -1, -1]}
                - {name: %s, datatype: %s, shape: %s, data: %s}
        """
        .formatted(last, type, shape, data);
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.expectNothingHeld();
      served.close();
    }
  }

  @Test
  void one_picture_is_answered_in_plain_words() {
    Answer answer = predict("mirror", MirrorDetector.png(2, CAT, FAINT, DOG));

    assertThat(answer.text())
        .isEqualTo(
            "{\"model\":\"mirror\",\"version\":\"1\",\"width\":32,\"height\":32,\"detections\":["
                + "{\"box\":[4.0,20.0,12.0,28.0],\"score\":0.875,\"class\":1,\"label\":\"dog\"},"
                + "{\"box\":[12.0,6.0,20.0,10.0],\"score\":0.75,\"class\":0,\"label\":\"고양이\"}]}");
  }

  @Test
  void a_picture_with_nothing_is_answered_with_nothing() {
    Map<String, Object> answer =
        Json.object(predict("mirror", MirrorDetector.png(1, FAINT)).json());

    assertThat(Json.list(answer.get("detections"))).isEmpty();
    assertThat(Json.number(answer.get("width"))).isEqualTo(16);
  }

  @Test
  void each_picture_of_a_batch_keeps_its_own_measure() {
    TensorValue files =
        TensorValue.strings(
            List.of(3L),
            List.of(
                MirrorDetector.png(1, CAT),
                MirrorDetector.png(2, CAT, DOG),
                MirrorDetector.png(4, FAINT)));

    Answer answer = served.client().infer("mirror", Question.of("images", files), Transfer.BINARY);

    assertThat(answer.outputs()).containsOnlyKeys("boxes", "scores", "classes", "count");
    assertThat(answer.output("count").numbers()).containsExactly(1, 2, 0);
    assertThat(answer.output("boxes").shape()).containsExactly(3L, 3L, 4L);
    assertThat(answer.output("boxes").floats())
        .startsWith(6, 3, 10, 5, 0, 0, 0, 0, 0, 0, 0, 0, 4, 20, 12, 28, 12, 6, 20, 10, 0);
    assertThat(answer.output("classes").numbers()).containsExactly(0, -1, -1, 1, 0, -1, -1, -1, -1);
    assertThat(answer.output("scores").floats())
        .containsExactly(0.75f, 0, 0, 0.875f, 0.75f, 0, 0, 0, 0);
  }

  @Test
  void several_pictures_are_rows_in_plain_words() {
    String pictures =
        "{\"inputs\":[{\"name\":\"images\",\"datatype\":\"FP32\",\"shape\":[2,3,16,16],\"data\":"
            + Arrays.toString(both())
            + "}]}";

    Answer answer =
        served
            .client()
            .post(
                "/predictions/mirror",
                "application/json",
                pictures.getBytes(StandardCharsets.UTF_8));

    List<?> rows = Json.list(Json.object(answer.json()).get("rows"));
    assertThat(rows).hasSize(2);
    assertThat(Json.object(rows.getLast()).get("detections").toString()).contains("dog");
    assertThat(Json.number(Json.object(rows.getFirst()).get("width"))).isEqualTo(16);
  }

  @Test
  void finished_tensors_are_answered_in_pixels_of_the_model() {
    TensorValue tensor = TensorValue.floats(TensorValue.shape(2, 3, 16, 16), both());

    Answer answer =
        served
            .client()
            .infer(
                "mirror",
                Question.of("images", tensor).output("size").output("boxes"),
                Transfer.BINARY);

    assertThat(answer.outputs().keySet()).containsExactly("size", "boxes");
    assertThat(answer.output("size").numbers()).containsExactly(16, 16, 16, 16);
    assertThat(answer.output("boxes").floats()).startsWith(6, 3, 10, 5).contains(2, 10, 6, 14);
  }

  @Test
  void the_models_own_output_is_had_by_name() {
    TensorValue tensor =
        TensorValue.floats(TensorValue.shape(1, 3, 16, 16), MirrorDetector.tensor(CAT));

    Answer answer =
        served
            .client()
            .infer("mirror", Question.of("images", tensor).output("output0"), Transfer.BINARY);

    assertThat(answer.output("output0").shape()).containsExactly(1L, 6L, 128L);
    assertThat(answer.output("output0").floats()).isEqualTo(MirrorDetector.tensor(CAT));
  }

  @Test
  void an_output_that_there_is_not_is_refused_with_those_there_are() {
    TensorValue tensor =
        TensorValue.floats(TensorValue.shape(1, 3, 16, 16), MirrorDetector.tensor(CAT));

    Answer answer =
        served
            .client()
            .infer("mirror", Question.of("images", tensor).output("masks"), Transfer.JSON);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error())
        .contains("output masks: unknown (expected: boxes, scores, classes, count, size, output0)");
  }

  @Test
  void metadata_and_configuration_list_what_is_served() {
    Map<String, Object> metadata = served.metadata("mirror");
    Map<String, Object> config =
        Json.object(served.client().get("/v2/models/mirror/config").json());

    assertThat(names(metadata.get("outputs")))
        .containsExactly("boxes", "scores", "classes", "count");
    assertThat(names(config.get("output"))).containsExactly("boxes", "scores", "classes", "count");
    assertThat(Json.object(metadata.get("properties")).get("raw_outputs"))
        .isEqualTo("output0: FP32[-1,6,128]");
    assertThat(Json.object(metadata.get("properties")).get("stack").toString())
        .endsWith("prepare -> interpret -> batcher");
  }

  private static List<String> names(Object specs) {
    return Json.list(specs).stream()
        .map(Json::object)
        .map(spec -> String.valueOf(spec.get("name")))
        .toList();
  }

  @Test
  void a_kept_answer_is_one_that_was_read(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    mirror(models, "mirror", "cache: {enabled: true}\n");
    byte[] picture = MirrorDetector.png(2, CAT);
    try (ServedModels keeping = ServedModels.of(models)) {
      Answer first = keeping.client().post("/predictions/mirror", "image/png", picture);
      Answer second = keeping.client().post("/predictions/mirror", "image/png", picture);

      assertThat(first.header("X-Soban-Cache")).contains("miss");
      assertThat(second.header("X-Soban-Cache")).contains("hit");
      assertThat(second.text()).isEqualTo(first.text()).contains("고양이");
    }
  }

  @Test
  void an_answer_that_stands_in_is_held_against_what_is_served() {
    assertThat(served.ready("standing_in")).isTrue();
    assertThat(served.reason("not_standing_in"))
        .contains("output output0: FP32[1] (expected: an output of the model)");
  }

  @Test
  void a_head_that_does_not_fit_is_told_with_its_place() {
    assertThat(served.reason("misfit"))
        .contains(
            "model.yaml:5:3: output.outputs: cls_8 (expected: an output of the model: output0");
    assertThat(served.reason("mislabelled"))
        .contains("output.labels: 1 classes leave 1 of the numbers");
  }

  private static float[] both() {
    float[] cat = MirrorDetector.tensor(CAT);
    float[] dog = MirrorDetector.tensor(FAINT, DOG);
    float[] both = Arrays.copyOf(cat, 2 * cat.length);
    System.arraycopy(dog, 0, both, cat.length, dog.length);
    return both;
  }

  private static Answer predict(String model, byte[] picture) {
    Answer answer = served.client().post("/predictions/" + model, "image/png", picture);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }
}
