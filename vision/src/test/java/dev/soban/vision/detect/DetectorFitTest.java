package dev.soban.vision.detect;

import static dev.soban.vision.detect.Found.fp32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.DetectionOutput.Boxes;
import dev.soban.core.model.DetectionOutput.Form;
import dev.soban.core.model.DetectionOutput.Head;
import dev.soban.core.model.DetectionOutput.Kinds;
import dev.soban.core.model.DetectionOutput.Priors;
import dev.soban.core.model.DetectionOutput.Sources;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is declared is held against what the model has, when it is loaded. */
class DetectorFitTest {

  @Test
  void a_head_that_the_model_lacks_says_what_it_has() {
    assertThatThrownBy(() -> of(Head.YOLOV8, fp32("a", -1, 4), fp32("b", -1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "boxes: missing (expected: an output's name, as the model has a: FP32[-1,4]; b:"
                + " FP32[-1,2])");
    assertThatThrownBy(() -> of(Head.YUNET, fp32("output0", 1, 84, 8400)))
        .hasMessage("outputs: cls_8 (expected: an output of the model: output0: FP32[1,84,8400])");
    assertThatThrownBy(() -> of(Head.SSD, fp32("output0", 1, 84, 8400)))
        .hasMessageStartingWith("boxes: missing (expected: an output's name");
    assertThatThrownBy(() -> of(Head.SSD, fp32("boxes", 1, 10, 4), fp32("scores", 1, 11, 2)))
        .hasMessageStartingWith("head: scores: FP32[1,11,2] (expected: as many places as boxes");
    assertThatThrownBy(() -> of(Head.YOLOX, fp32("output", 1, 3549, 85)))
        .hasMessage("head: output: FP32[1,3549,85] (expected: 42 places, for strides [8, 16, 32])");
    assertThatThrownBy(() -> of(Head.YOLOV5, fp32("output", 1, 10, 5)))
        .hasMessageContaining("expected: a place to have more than 5 numbers");
  }

  @Test
  void outputs_are_floating_point_and_have_a_known_width() {
    TensorSpec whole = new TensorSpec("output0", DataType.INT64, Shape.of(1, 84, 8400));

    assertThatThrownBy(() -> of(named("output0"), whole))
        .hasMessageContaining("head: output0: INT64[1,84,8400] (expected: FP32 or FP16 of 3");
    assertThatThrownBy(() -> of(Head.YOLOV8, fp32("output0", -1, -1, -1)))
        .hasMessageContaining(
            "expected: how many numbers a place has; where the model leaves it open, declare the"
                + " shape in outputs");
    assertThatThrownBy(() -> of(named("none"), fp32("output0", 1, 84, 8400)))
        .hasMessage("boxes: none (expected: an output of the model: output0: FP32[1,84,8400])");
  }

  @Test
  void the_size_of_the_picture_must_be_known() {
    Signature open =
        new Signature(
            List.of(new TensorSpec("image", DataType.FP32, Shape.of(-1, 3, -1, -1))),
            List.of(fp32("output0", 1, 84, 8400)));

    assertThatThrownBy(() -> new Detector(DetectionOutput.of(Head.YOLOV8), open, Optional.empty()))
        .hasMessageContaining("expected: width and height in image");
  }

  @Test
  void labels_are_as_many_as_classes() {
    assertThat(of(kinds(Head.YOLOV8, null, null, 80), fp32("o", 1, 84, 99)).meaning().labels())
        .hasSize(80);
    assertThatThrownBy(() -> of(kinds(Head.YOLOV8, null, null, 79), fp32("o", 1, 84, 99)))
        .hasMessageContaining("labels: 79 classes leave 1 of the numbers of o: FP32[1,84,99]");
    assertThatThrownBy(() -> of(kinds(Head.YOLOV8, null, null, 77), fp32("o", 1, 84, 99)))
        .hasMessageContaining("expected: 80 labels; or keypoints");
    assertThatThrownBy(() -> of(kinds(Head.YOLOV5, null, null, 81), fp32("o", 1, 99, 85)))
        .hasMessageContaining("expected: a place to have more than 85 numbers");
    assertThatThrownBy(() -> of(kinds(Head.YOLOV8, 80, null, 2), fp32("o", 1, 84, 99)))
        .hasMessage("labels: 2 (expected: 80, as there are classes)");
    assertThatThrownBy(
            () ->
                of(
                    kinds(Head.SSD, null, null, 91),
                    fp32("boxes", 1, 9, 4),
                    fp32("scores", 1, 9, 91)))
        .hasMessage("labels: 91 (expected: 90, as scores: FP32[1,9,91]; background: first)");
  }

  @Test
  void key_points_are_what_stands_behind_a_single_class_or_is_declared() {
    assertThat(points(kinds(Head.YOLOV8, null, null, 1), 56)).isEqualTo(17);
    assertThat(points(kinds(Head.YOLOV8, null, null, 0), 56)).isEqualTo(17);
    assertThat(points(kinds(Head.YOLOV8, 1, null, 0), 20)).isEqualTo(5);
    assertThat(points(kinds(Head.YOLOV8, null, 4, 0), 84)).isEqualTo(4);
    assertThat(points(kinds(Head.YOLOV8, 52, 0, 0), 56)).isZero();
    assertThat(points(kinds(Head.YOLOV8, 80, 0, 0), 116)).isZero();
    assertThatThrownBy(() -> points(kinds(Head.YOLOV8, 80, 3, 0), 86))
        .hasMessage("keypoints: 3 (expected: at most 0, as o: FP32[1,86,999] with 80 classes)");
  }

  @Test
  void offsets_need_as_many_priors_as_places() {
    Boxes offsets = new Boxes(Form.OFFSETS, null, List.of(), Priors.OF_HEAD, List.of());
    TensorSpec boxes = fp32("boxes", 1, 10, 4);
    TensorSpec scores = fp32("scores", 1, 10, 2);

    assertThatThrownBy(() -> of(boxes(Head.SSD, offsets), boxes, scores))
        .hasMessageContaining("box_format: offsets (expected: prior_sizes with a list for each");
    assertThatThrownBy(() -> of(boxes(Head.ULTRAFACE, offsets), boxes, scores))
        .hasMessage("head: boxes: FP32[1,10,4] (expected: 119 places, as there are priors)");
  }

  @Test
  void served_outputs_have_the_rows_of_the_model() {
    Detector one = of(Head.YOLOV8, fp32("output0", 1, 84, 8400));
    Detector any = of(Head.YOLOV8, fp32("output0", -1, 84, 8400));

    assertThat(one.served())
        .extracting(TensorSpec::toString)
        .containsExactly(
            "boxes: FP32[1,100,4]",
            "scores: FP32[1,100]",
            "classes: INT64[1,100]",
            "count: INT64[1]");
    assertThat(any.served().getFirst().shape()).isEqualTo(Shape.of(-1, 100, 4));
    assertThat(any.extras())
        .containsExactly(new TensorSpec("size", DataType.INT64, Shape.of(-1, 2)));
  }

  private static int points(DetectionOutput declared, int channels) {
    return of(declared, fp32("o", 1, channels, 999)).meaning().keyPoints();
  }

  private static Detector of(Head head, TensorSpec... outputs) {
    return of(DetectionOutput.of(head), outputs);
  }

  private static Detector of(DetectionOutput declared, TensorSpec... outputs) {
    return Found.detector(declared, outputs);
  }

  private static DetectionOutput named(String boxes) {
    DetectionOutput own = DetectionOutput.of(Head.YOLOV8);
    return new DetectionOutput(
        own.head(),
        new Sources(boxes, null, List.of()),
        own.scoring(),
        own.boxes(),
        own.selection(),
        own.kinds());
  }

  private static DetectionOutput boxes(Head head, Boxes boxes) {
    DetectionOutput own = DetectionOutput.of(head);
    return new DetectionOutput(
        head, own.sources(), own.scoring(), boxes, own.selection(), own.kinds());
  }

  private static DetectionOutput kinds(
      Head head, @Nullable Integer classes, @Nullable Integer keyPoints, int labels) {
    DetectionOutput own = DetectionOutput.of(head);
    List<String> names = IntStream.range(0, labels).mapToObj(i -> "kind " + i).toList();
    return new DetectionOutput(
        head,
        own.sources(),
        own.scoring(),
        own.boxes(),
        own.selection(),
        new Kinds(classes, keyPoints, names));
  }
}
