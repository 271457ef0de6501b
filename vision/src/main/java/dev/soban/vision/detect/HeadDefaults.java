package dev.soban.vision.detect;

import dev.soban.core.model.DetectionOutput.Background;
import dev.soban.core.model.DetectionOutput.Combination;
import dev.soban.core.model.DetectionOutput.Form;
import dev.soban.core.model.DetectionOutput.Head;
import dev.soban.core.model.DetectionOutput.Unit;
import java.util.List;

/**
 * What a head does where its owner says nothing, as those who published it do.
 *
 * @param boxes how they are written; cells have a form of their own, which nothing changes
 * @param sizes of square priors, for each stride
 */
record HeadDefaults(
    Limits limits,
    Combination combination,
    Background background,
    Boxes boxes,
    List<Integer> strides,
    List<List<Double>> sizes,
    List<String> labels) {

  /**
   * @param threshold least score
   * @param iou most overlap
   */
  record Limits(double threshold, double iou) {}

  /** How boxes are written. */
  record Boxes(Form form, Unit unit) {}

  static final List<Double> VARIANCES = List.of(0.1, 0.2);

  private static final Limits YOLO = new Limits(0.25, 0.45);
  private static final Boxes CORNERS = new Boxes(Form.CORNERS, Unit.FRACTION);
  private static final Boxes CENTERS = new Boxes(Form.CENTER, Unit.PIXELS);
  private static final List<Integer> STRIDES = List.of(8, 16, 32);
  private static final List<String> FACE = List.of("face");

  static HeadDefaults of(Head head) {
    return switch (head) {
      case SSD ->
          new HeadDefaults(
              new Limits(0.5, 0.45),
              Combination.CLASS,
              Background.FIRST,
              CORNERS,
              List.of(),
              List.of(),
              List.of());
      case ULTRAFACE ->
          new HeadDefaults(
              new Limits(0.7, 0.3),
              Combination.CLASS,
              Background.FIRST,
              CORNERS,
              List.of(8, 16, 32, 64),
              List.of(
                  List.of(10.0, 16.0, 24.0),
                  List.of(32.0, 48.0),
                  List.of(64.0, 96.0),
                  List.of(128.0, 192.0, 256.0)),
              FACE);
      case YUNET -> without(new Limits(0.6, 0.3), Combination.GEOMETRIC_MEAN, STRIDES, FACE);
      case YOLOV5 -> without(YOLO, Combination.PRODUCT, List.of(), List.of());
      case YOLOX -> without(YOLO, Combination.PRODUCT, STRIDES, List.of());
      case YOLOV8 -> without(YOLO, Combination.CLASS, List.of(), List.of());
    };
  }

  private static HeadDefaults without(
      Limits limits, Combination combination, List<Integer> strides, List<String> labels) {
    return new HeadDefaults(
        limits, combination, Background.NONE, CENTERS, strides, List.of(), labels);
  }
}
