package dev.soban.vision.detect;

import static dev.soban.vision.detect.Found.fp32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.DetectionOutput.Activation;
import dev.soban.core.model.DetectionOutput.Background;
import dev.soban.core.model.DetectionOutput.Boxes;
import dev.soban.core.model.DetectionOutput.Combination;
import dev.soban.core.model.DetectionOutput.Form;
import dev.soban.core.model.DetectionOutput.Head;
import dev.soban.core.model.DetectionOutput.Kinds;
import dev.soban.core.model.DetectionOutput.Prior;
import dev.soban.core.model.DetectionOutput.Priors;
import dev.soban.core.model.DetectionOutput.Scoring;
import dev.soban.core.model.DetectionOutput.Selection;
import dev.soban.core.model.DetectionOutput.Suppression;
import dev.soban.core.model.DetectionOutput.Unit;
import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.EngineFailed;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectorTest {
  private static final float NAN = Float.NaN;

  @Test
  void yolov8_writes_a_column_for_each_place() {
    Detector detector = Found.detector(DetectionOutput.of(Head.YOLOV8), fp32("output0", -1, 6, 8));
    float[] row = new float[6 * 8];
    column(row, 8, 3, 20, 10, 8, 4, 0.2f, 0.9f);

    assertThat(Found.by(detector, row))
        .containsExactly(new Found(List.of(16.0, 8.0, 24.0, 12.0), 0.9f, 1, List.of()));
  }

  @Test
  void yolov8_exported_with_lines_is_read_as_lines() {
    Detector detector = Found.detector(DetectionOutput.of(Head.YOLOV8), fp32("output0", 1, 10, 6));
    float[] row = new float[60];
    line(row, 7, 20, 10, 8, 4, 0.2f, 0.9f);

    assertThat(Found.by(detector, row)).extracting(Found::kind).containsExactly(1L);
  }

  @Test
  void yolov8_of_fifty_six_numbers_finds_people_with_key_points() {
    Detector detector =
        Found.detector(DetectionOutput.of(Head.YOLOV8), fp32("output0", -1, 56, 60));
    float[] row = new float[56 * 60];
    float[] person = new float[56];
    System.arraycopy(new float[] {20, 10, 8, 4, 0.9f}, 0, person, 0, 5);
    for (int i = 0; i < 17; i++) {
      person[5 + 3 * i] = 10 + i;
      person[6 + 3 * i] = 2;
      person[7 + 3 * i] = 0.5f;
    }
    column(row, 60, 59, person);

    Found found = Found.by(detector, row).getFirst();

    assertThat(detector.meaning().keyPoints()).isEqualTo(17);
    assertThat(found.points()).hasSize(34).startsWith(10.0, 2.0, 11.0, 2.0).endsWith(26.0, 2.0);
    assertThat(detector.served().getLast()).isEqualTo(fp32("keypoints", -1, 100, 17, 2));
  }

  @Test
  void yolov5_multiplies_object_and_class() {
    Detector detector = Found.detector(DetectionOutput.of(Head.YOLOV5), fp32("out", 1, 9, 7));
    float[] row = new float[63];
    line(row, 2, 20, 10, 8, 4, 0.5f, 0.1f, 0.8f);
    line(row, 4, 40, 10, 8, 4, 0.2f, 0.1f, 0.9f);

    assertThat(Found.by(detector, row))
        .containsExactly(new Found(List.of(16.0, 8.0, 24.0, 12.0), 0.4f, 1, List.of()));
  }

  @Test
  void yolov5_in_fractions_and_logits_is_read_as_declared() {
    DetectionOutput declared =
        with(
            DetectionOutput.of(Head.YOLOV5),
            new Scoring(0.6, Activation.SIGMOID, Combination.CLASS, null),
            new Boxes(null, Unit.FRACTION, List.of(), Priors.OF_HEAD, List.of()));
    Detector detector = Found.detector(declared, fp32("out", 1, 9, 7));
    float[] row = new float[63];
    line(row, 2, 0.5f, 0.5f, 0.25f, 0.5f, -9, 0, 2);

    assertThat(Found.by(detector, row))
        .containsExactly(
            new Found(
                List.of(24.0, 8.0, 40.0, 24.0), (float) (1 / (1 + Math.exp(-2))), 1, List.of()));
  }

  @Test
  void yolox_counts_in_cells_of_its_strides() {
    int cells = 8 * 4 + 4 * 2 + 2;
    Detector detector = Found.detector(DetectionOutput.of(Head.YOLOX), fp32("output", 1, cells, 6));
    float[] row = new float[cells * 6];
    line(row, 8 * 4 + 4 + 1, 0.5f, 0.25f, 0, (float) Math.log(2), 0.9f, 0.5f);

    assertThat(Found.by(detector, row))
        .containsExactly(new Found(List.of(16.0, 4.0, 32.0, 32.0), 0.45f, 0, List.of()));
  }

  @Test
  void ultraface_leaves_the_background_out() {
    Detector detector = ultraface(DetectionOutput.of(Head.ULTRAFACE), 3);
    float[] boxes = {0, 0, 1, 1, 0.25f, 0.25f, 0.5f, 0.75f, 0, 0, 1, 1};
    float[] scores = {0.9f, 0.1f, 0.2f, 0.8f, 0.4f, 0.6f};

    assertThat(Found.by(detector, boxes, scores))
        .containsExactly(new Found(List.of(16.0, 8.0, 32.0, 24.0), 0.8f, 0, List.of()));
    assertThat(detector.meaning().labels()).containsExactly("face");
  }

  @Test
  void ssd_takes_offsets_from_listed_priors() {
    Boxes boxes =
        new Boxes(
            Form.OFFSETS,
            null,
            List.of(),
            new Priors(List.of(), List.of(new Prior(0.5, 0.5, 0.25, 0.5))),
            List.of());
    DetectionOutput declared = with(DetectionOutput.of(Head.SSD), scoring(null), boxes);
    Detector detector = Found.detector(declared, fp32("boxes", 1, 1, 4), fp32("scores", 1, 1, 3));

    List<Found> found =
        Found.by(
            detector,
            new float[] {1, -1, 0, (float) (Math.log(0.5) / 0.2)},
            new float[] {0, 0.1f, 0.9f});

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().kind()).isEqualTo(1);
    // The centre moves by a tenth of the prior: (32 + 1.6, 16 - 1.6); the height is halved.
    double[] expected = {25.6, 10.4, 41.6, 18.4};
    for (int i = 0; i < 4; i++) {
      assertThat(found.getFirst().box().get(i)).isCloseTo(expected[i], within(1e-4));
    }
  }

  @Test
  void ultraface_offsets_are_those_of_its_squares() {
    int priors = 32 * 3 + 8 * 2 + 2 * 2 + 3;
    Boxes boxes = new Boxes(Form.OFFSETS, null, List.of(), Priors.OF_HEAD, List.of());
    Detector detector =
        ultraface(with(DetectionOutput.of(Head.ULTRAFACE), scoring(null), boxes), priors);
    float[] scores = new float[2 * priors];
    int second = 3 * (8 + 2) + 1;
    scores[2 * second + 1] = 0.9f;

    assertThat(Found.by(detector, new float[4 * priors], scores))
        .extracting(Found::box)
        .containsExactly(List.of(12.0, 4.0, 28.0, 20.0));
  }

  @Test
  void ssd_of_logits_shares_them_out_by_softmax() {
    DetectionOutput declared =
        with(
            DetectionOutput.of(Head.SSD),
            new Scoring(0.5, Activation.SOFTMAX, null, Background.LAST),
            new Boxes(Form.CORNERS_YX, Unit.PIXELS, List.of(), Priors.OF_HEAD, List.of()));
    Detector detector = Found.detector(declared, fp32("boxes", 1, 1, 4), fp32("scores", 1, 1, 3));

    List<Found> found = Found.by(detector, new float[] {1, 2, 3, 4}, new float[] {-1, 2, 1});

    double expected = Math.exp(2) / (Math.exp(-1) + Math.exp(2) + Math.exp(1));
    assertThat(found)
        .containsExactly(new Found(List.of(2.0, 1.0, 4.0, 3.0), (float) expected, 1, List.of()));
  }

  @Test
  void yunet_takes_the_geometric_mean_and_five_points() {
    Detector detector = Found.detector(DetectionOutput.of(Head.YUNET), yunetOutputs());
    float[][] row = yunetRow();
    int cell = 4 + 1;
    row[1][cell] = 0.9f;
    row[4][cell] = 0.5f;
    System.arraycopy(new float[] {0.5f, 0.5f, 0, 0}, 0, row[7], 4 * cell, 4);
    for (int i = 0; i < 10; i++) {
      row[10][10 * cell + i] = i / 10f;
    }

    List<Found> found = Found.by(detector, row);

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().score()).isEqualTo((float) Math.sqrt(0.9f * 0.5f));
    assertThat(found.getFirst().box()).containsExactly(16.0, 16.0, 32.0, 32.0);
    assertThat(found.getFirst().points()).startsWith(16.0, (double) 17.6f).hasSize(10);
  }

  @Test
  void what_is_half_a_float_counts_as_much() {
    TensorSpec output = new TensorSpec("output0", DataType.FP16, Shape.of(1, 6, 8));
    Detector detector = Found.detector(DetectionOutput.of(Head.YOLOV8), output);
    float[] row = new float[48];
    column(row, 8, 3, 20, 10, 8, 4, 0.2f, 0.5f);
    short[] halves = new short[48];
    for (int i = 0; i < 48; i++) {
      halves[i] = Float.floatToFloat16(row[i]);
    }
    float[] packed = MemorySegment.ofArray(halves).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);

    assertThat(Found.by(detector, packed))
        .containsExactly(new Found(List.of(16.0, 8.0, 24.0, 12.0), 0.5f, 1, List.of()));
  }

  @Test
  void nothing_found_is_padding_alone() {
    Detector detector = Found.detector(DetectionOutput.of(Head.YOLOV8), fp32("o", -1, 6, 8));

    List<byte[]> targets = Found.read(detector, new PictureFrame.AsSent(640, 480), new float[48]);

    assertThat(Found.longs(targets.get(3))).containsExactly(0);
    assertThat(Found.longs(targets.get(2))).hasSize(100).containsOnly(-1);
    assertThat(Found.floats(targets.get(0))).hasSize(400).containsOnly(0);
    assertThat(Found.floats(targets.get(1))).hasSize(100).containsOnly(0);
    assertThat(Found.longs(targets.getLast())).containsExactly(640, 480);
  }

  @Test
  void what_is_no_number_is_not_found() {
    Detector detector = Found.detector(DetectionOutput.of(Head.YOLOV5), fp32("o", 1, 9, 7));
    float[] row = new float[63];
    line(row, 0, 20, 10, 8, 4, NAN, 0.9f, 0.9f);
    line(row, 1, 20, 10, 8, 4, 0.9f, NAN, NAN);
    line(row, 2, NAN, 10, 8, 4, 0.9f, 0.9f, 0.1f);
    line(row, 3, 20, 10, Float.POSITIVE_INFINITY, 4, 0.9f, 0.9f, 0.1f);
    line(row, 4, 20, 10, 8, 4, Float.POSITIVE_INFINITY, 0.9f, 0.1f);
    line(row, 5, 20, 10, 8, 4, 0.9f, NAN, 0.9f);
    line(row, 6, 40, 10, -8, 4, 0.9f, 0.9f, 0.1f);

    assertThat(Found.by(detector, row)).extracting(Found::kind).containsExactly(1L);
  }

  @Test
  void the_best_come_first_and_no_more_than_asked_for() {
    DetectionOutput declared =
        selecting(Head.YOLOV8, new Selection(null, Suppression.CLASS_AWARE, 2));
    Detector detector = Found.detector(declared, fp32("o", 1, 6, 8));
    float[] row = new float[48];
    column(row, 8, 0, 8, 8, 4, 4, 0.5f, 0);
    column(row, 8, 1, 20, 8, 4, 4, 0.9f, 0);
    column(row, 8, 2, 32, 8, 4, 4, 0, 0.7f);

    assertThat(Found.by(detector, row)).extracting(Found::score).containsExactly(0.9f, 0.7f);
  }

  @Test
  void equal_scores_keep_the_order_of_the_places() {
    Detector detector = Found.detector(DetectionOutput.of(Head.YOLOV8), fp32("o", 1, 6, 8));
    float[] row = new float[48];
    column(row, 8, 5, 50, 8, 4, 4, 0.5f, 0);
    column(row, 8, 1, 20, 8, 4, 4, 0.5f, 0);
    column(row, 8, 6, 20, 8, 4, 4, 0.5f, 0);

    assertThat(Found.by(detector, row))
        .extracting(found -> found.box().getFirst())
        .containsExactly(18.0, 48.0);
  }

  @Test
  void overlaps_count_within_a_class_unless_declared_otherwise() {
    float[] row = new float[48];
    column(row, 8, 0, 20, 8, 8, 8, 0.9f, 0);
    column(row, 8, 1, 21, 8, 8, 8, 0.8f, 0);
    column(row, 8, 2, 20, 9, 8, 8, 0, 0.7f);

    assertThat(scores(Suppression.CLASS_AWARE, row)).containsExactly(0.9f, 0.7f);
    assertThat(scores(Suppression.CLASS_AGNOSTIC, row)).containsExactly(0.9f);
    assertThat(scores(Suppression.NONE, row)).containsExactly(0.9f, 0.8f, 0.7f);
  }

  @Test
  void boxes_end_where_the_picture_ends_and_those_beside_it_are_left_out() {
    Detector detector = Found.detector(DetectionOutput.of(Head.YOLOV8), fp32("o", 1, 6, 8));
    float[] row = new float[48];
    column(row, 8, 0, 0, 0, 20, 20, 0.9f, 0);
    column(row, 8, 1, 100, 8, 8, 8, 0.8f, 0);

    assertThat(Found.by(detector, row))
        .extracting(Found::box)
        .containsExactly(List.of(0.0, 0.0, 10.0, 10.0));
  }

  @Test
  void an_answer_of_another_size_than_promised_fails_by_name() {
    Detector open = Found.detector(DetectionOutput.of(Head.YOLOV8), fp32("o", -1, 6, -1));
    Detector cells = Found.detector(DetectionOutput.of(Head.YOLOX), fp32("o", -1, -1, 6));

    assertThatThrownBy(() -> Found.by(open, new float[49]))
        .isInstanceOf(EngineFailed.class)
        .hasMessageContaining("output o: 49 numbers a row (expected: 6 for each of its places)");
    assertThatThrownBy(() -> Found.by(cells, new float[60]))
        .hasMessageContaining("output o: 60 numbers a row (expected: 6 for each of 42 places)");
    assertThatThrownBy(
            () ->
                Found.by(
                    ultraface(DetectionOutput.of(Head.ULTRAFACE), -1), new float[8], new float[2]))
        .isInstanceOf(EngineFailed.class)
        .hasMessageContaining("outputs boxes and scores: 8 and 2 numbers a row");
    float[][] short1 = yunetRow();
    short1[8] = new float[3];
    assertThatThrownBy(
            () -> Found.by(Found.detector(DetectionOutput.of(Head.YUNET), yunetOutputs()), short1))
        .hasMessageContaining("output bbox_32: 3 numbers a row (expected: 8)");
  }

  private static List<Float> scores(Suppression suppression, float[] row) {
    DetectionOutput declared = selecting(Head.YOLOV8, new Selection(null, suppression, 100));
    return Found.by(Found.detector(declared, fp32("o", 1, 6, 8)), row).stream()
        .map(Found::score)
        .toList();
  }

  private static Detector ultraface(DetectionOutput declared, long places) {
    return Found.detector(declared, fp32("scores", 1, places, 2), fp32("boxes", 1, places, 4));
  }

  private static TensorSpec[] yunetOutputs() {
    long[] cells = {32, 8, 2};
    String[] kinds = {"cls", "obj", "bbox", "kps"};
    long[] widths = {1, 1, 4, 10};
    TensorSpec[] outputs = new TensorSpec[12];
    for (int i = 0; i < 12; i++) {
      outputs[i] = fp32(kinds[i / 3] + "_" + (8 << (i % 3)), 1, cells[i % 3], widths[i / 3]);
    }
    return outputs;
  }

  private static float[][] yunetRow() {
    return Arrays.stream(yunetOutputs())
        .map(spec -> new float[(int) spec.shape().elements()])
        .toArray(float[][]::new);
  }

  private static void line(float[] row, int place, float... numbers) {
    System.arraycopy(numbers, 0, row, place * numbers.length, numbers.length);
  }

  private static void column(float[] row, int places, int place, float... numbers) {
    for (int i = 0; i < numbers.length; i++) {
      row[i * places + place] = numbers[i];
    }
  }

  private static Scoring scoring(Double threshold) {
    return new Scoring(threshold, null, null, null);
  }

  private static DetectionOutput with(DetectionOutput head, Scoring scoring, Boxes boxes) {
    return new DetectionOutput(
        head.head(), head.sources(), scoring, boxes, head.selection(), head.kinds());
  }

  private static DetectionOutput selecting(Head head, Selection selection) {
    DetectionOutput own = DetectionOutput.of(head);
    return new DetectionOutput(
        head,
        own.sources(),
        own.scoring(),
        own.boxes(),
        selection,
        new Kinds(null, null, List.of()));
  }
}
