package dev.soban.repository;

import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.DetectionOutput.Activation;
import dev.soban.core.model.DetectionOutput.Background;
import dev.soban.core.model.DetectionOutput.Boxes;
import dev.soban.core.model.DetectionOutput.Combination;
import dev.soban.core.model.DetectionOutput.Form;
import dev.soban.core.model.DetectionOutput.Head;
import dev.soban.core.model.DetectionOutput.Kinds;
import dev.soban.core.model.DetectionOutput.Priors;
import dev.soban.core.model.DetectionOutput.Scoring;
import dev.soban.core.model.DetectionOutput.Selection;
import dev.soban.core.model.DetectionOutput.Sources;
import dev.soban.core.model.DetectionOutput.Suppression;
import dev.soban.core.model.DetectionOutput.Unit;
import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what {@code output} of model.yaml says of a detector. */
final class DetectionReader {
  private static final int MOST_DETECTIONS = 10_000;
  private static final int VARIANCES = 2;
  private static final ScalarType<Double> PART =
      ScalarType.number()
          .parsed("a number from 0 to 1", n -> Optional.of(n).filter(p -> p >= 0 && p <= 1));
  private static final ScalarType<Double> POSITIVE =
      ScalarType.number().parsed("a number above 0", n -> Optional.of(n).filter(p -> p > 0));
  private static final ScalarType<Integer> COUNT = ScalarType.wholeNumber(1, 100_000);

  private static final Set<Head> WITH_PRIORS = EnumSet.of(Head.SSD, Head.ULTRAFACE);
  private static final Set<Head> LINES = EnumSet.of(Head.YOLOV5, Head.YOLOX, Head.YOLOV8);

  /** A key that only some heads have. */
  private record Only(String key, Set<Head> heads) {}

  private static final List<Only> ONLY =
      List.of(
          new Only("boxes", EnumSet.complementOf(EnumSet.of(Head.YUNET))),
          new Only("scores", WITH_PRIORS),
          new Only("outputs", EnumSet.of(Head.YUNET)),
          new Only("score_combination", EnumSet.of(Head.YUNET, Head.YOLOV5, Head.YOLOX)),
          new Only("background", WITH_PRIORS),
          new Only("box_format", EnumSet.complementOf(EnumSet.of(Head.YUNET, Head.YOLOX))),
          new Only("box_unit", EnumSet.complementOf(EnumSet.of(Head.YUNET, Head.YOLOX))),
          new Only("strides", EnumSet.complementOf(EnumSet.of(Head.YOLOV5, Head.YOLOV8))),
          new Only("prior_sizes", WITH_PRIORS),
          new Only("priors", WITH_PRIORS),
          new Only("variances", WITH_PRIORS),
          new Only("classes", LINES),
          new Only("keypoints", LINES));

  private static final List<String> WITH_EVERY_HEAD =
      List.of("head", "threshold", "activation", "iou", "nms", "max_detections");

  private final YamlObject output;
  private final ModelFiles files;

  DetectionReader(YamlObject output, ModelFiles files) {
    this.output = output;
    this.files = files;
  }

  /**
   * Reads the keys, which are known even where they are not allowed.
   *
   * @param needed whether the outputs are a detector's
   */
  DetectionDeclaration read(boolean needed) {
    ScalarType<Head> names = ScalarType.oneOf(Head.class);
    Head head =
        (needed ? output.required("head", names) : output.value("head", names)).orElse(Head.SSD);
    DetectionOutput said =
        new DetectionOutput(
            head,
            new Sources(
                output.value("boxes", ScalarType.text()).orElse(null),
                output.value("scores", ScalarType.text()).orElse(null),
                output.list("outputs", ScalarType.text())),
            scoring(),
            boxes(),
            selection(),
            new Kinds(
                output.value("classes", COUNT).orElse(null),
                output.value("keypoints", ScalarType.wholeNumber(0, 10_000)).orElse(null),
                List.of()));
    return new DetectionDeclaration(said, files.named(output, "priors").orElse(null));
  }

  private Scoring scoring() {
    return new Scoring(
        output.value("threshold", PART).orElse(null),
        output.value("activation", ScalarType.oneOf(Activation.class)).orElse(null),
        output.value("score_combination", ScalarType.oneOf(Combination.class)).orElse(null),
        output.value("background", ScalarType.oneOf(Background.class)).orElse(null));
  }

  private Boxes boxes() {
    return new Boxes(
        output.value("box_format", ScalarType.oneOf(Form.class)).orElse(null),
        output.value("box_unit", ScalarType.oneOf(Unit.class)).orElse(null),
        output.list("strides", ScalarType.wholeNumber(1, PictureDeclaration.MAX_SIDE)),
        new Priors(output.lists("prior_sizes", POSITIVE), List.of()),
        output.list("variances", POSITIVE));
  }

  private Selection selection() {
    Selection otherwise = Selection.DEFAULT;
    return new Selection(
        output.value("iou", PART).orElse(null),
        output.value("nms", ScalarType.oneOf(Suppression.class), otherwise.suppression()),
        output.value(
            "max_detections",
            ScalarType.wholeNumber(1, MOST_DETECTIONS),
            otherwise.maxDetections()));
  }

  /** Tells what the head needs and does not have, or has and does not know. */
  void check(DetectionDeclaration declaration) {
    Head head = declaration.said().head();
    for (Only only : ONLY) {
      if (!only.heads().contains(head)) {
        output.wrong(only.key(), "only with head: " + names(only.heads()));
      }
    }
    Form form = declaration.said().boxes().form();
    if (form == Form.OFFSETS && !WITH_PRIORS.contains(head)) {
      output.wrong("box_format", "offsets only with head: " + names(WITH_PRIORS));
    }
    if (declaration.said().scoring().activation() == Activation.SOFTMAX
        && !WITH_PRIORS.contains(head)) {
      output.wrong("activation", "softmax only with head: " + names(WITH_PRIORS));
    }
    if (WITH_PRIORS.contains(head)) {
      checkPriors(form);
    }
    int variances = declaration.said().boxes().variances().size();
    if (variances > 0 && variances != VARIANCES) {
      output.wrong("variances", "two numbers: for centres, for sizes");
    }
  }

  private void checkPriors(@Nullable Form form) {
    if (form != Form.OFFSETS) {
      for (String key : List.of("prior_sizes", "priors", "variances", "strides")) {
        output.wrong(key, "only with box_format: offsets");
      }
    } else if (output.has("priors")) {
      output.wrong("prior_sizes", "not beside priors");
      output.wrong("strides", "not beside priors");
    }
  }

  /** Tells every key that only detections have. */
  void refuse() {
    WITH_EVERY_HEAD.forEach(key -> output.wrong(key, "only with type: detection"));
    ONLY.forEach(only -> output.wrong(only.key(), "only with type: detection"));
  }

  private static String names(Set<Head> heads) {
    return heads.stream()
        .map(head -> head.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
