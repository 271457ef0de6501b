package dev.soban.vision.detect;

import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.DetectionOutput.Activation;
import dev.soban.core.model.DetectionOutput.Background;
import dev.soban.core.model.DetectionOutput.Form;
import dev.soban.core.model.DetectionOutput.Prior;
import dev.soban.core.model.DetectionOutput.Unit;
import dev.soban.core.model.Signature;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is declared of a model's outputs, with the head's own way for what is not. */
record Declared(
    DetectionOutput said, Outputs outputs, ModelPicture picture, HeadDefaults defaults) {

  static Declared of(DetectionOutput said, Signature model, ModelPicture picture) {
    return new Declared(said, new Outputs(model), picture, HeadDefaults.of(said.head()));
  }

  /**
   * @throws IllegalArgumentException naming what does not fit the model
   */
  Head head() {
    return switch (said.head()) {
      case SSD, ULTRAFACE -> PriorHead.of(this);
      case YUNET -> GridHead.of(this);
      case YOLOV5, YOLOX, YOLOV8 -> LineHead.of(this);
    };
  }

  Scores scores() {
    DetectionOutput.Scoring scoring = said.scoring();
    return new Scores(
        or(scoring.threshold(), defaults.limits().threshold()),
        or(scoring.activation(), Activation.NONE),
        or(scoring.combination(), defaults.combination()));
  }

  double iou() {
    return or(said.selection().iou(), defaults.limits().iou());
  }

  /** The names of what is found, which stand for classes in their order. */
  List<String> labels() {
    List<String> labels = said.kinds().labels();
    return labels.isEmpty() ? defaults.labels() : labels;
  }

  Background background() {
    return or(said.scoring().background(), defaults.background());
  }

  /** Of boxes that stand for themselves. */
  BoxForm form() {
    Form form = or(said.boxes().form(), defaults.boxes().form());
    Unit unit = or(said.boxes().unit(), defaults.boxes().unit());
    return BoxForm.of(form, unit, picture);
  }

  boolean offsets() {
    return said.boxes().form() == Form.OFFSETS;
  }

  List<Double> variances() {
    List<Double> variances = said.boxes().variances();
    return variances.isEmpty() ? HeadDefaults.VARIANCES : variances;
  }

  List<Prior> priors() {
    DetectionOutput.Priors priors = said.boxes().priors();
    if (!priors.listed().isEmpty()) {
      return priors.listed();
    }
    List<List<Double>> sizes = priors.sizes().isEmpty() ? defaults.sizes() : priors.sizes();
    if (sizes.isEmpty() || sizes.size() != strides().size()) {
      throw new IllegalArgumentException(
          "box_format: offsets (expected: prior_sizes with a list for each of strides, or priors)");
    }
    return SquarePriors.of(picture, cells(), sizes);
  }

  List<Integer> strides() {
    List<Integer> strides = said.boxes().strides();
    return strides.isEmpty() ? defaults.strides() : strides;
  }

  Cells cells() {
    return Cells.of(picture, strides());
  }

  private static <T> T or(@Nullable T said, T otherwise) {
    return Objects.requireNonNullElse(said, otherwise);
  }
}
