package dev.soban.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the outputs of a detector are to be read, as its owner says it; where that says nothing
 * (null), the head's own way counts.
 */
public record DetectionOutput(
    Head head, Sources sources, Scoring scoring, Boxes boxes, Selection selection, Kinds kinds) {

  /** Of a head in its own way. */
  public static DetectionOutput of(Head head) {
    return new DetectionOutput(
        head,
        new Sources(null, null, List.of()),
        new Scoring(null, null, null, null),
        new Boxes(null, null, List.of(), Priors.OF_HEAD, List.of()),
        Selection.DEFAULT,
        new Kinds(null, null, List.of()));
  }

  public DetectionOutput withLabels(List<String> labels) {
    Kinds others = new Kinds(kinds.classes(), kinds.keyPoints(), labels);
    return new DetectionOutput(head, sources, scoring, boxes, selection, others);
  }

  public DetectionOutput withPriors(List<Prior> listed) {
    Priors priors = new Priors(boxes.priors().sizes(), listed);
    Boxes others =
        new Boxes(boxes.form(), boxes.unit(), boxes.strides(), priors, boxes.variances());
    return new DetectionOutput(head, sources, scoring, others, selection, kinds);
  }

  /** Families of detectors, by how they write down what they found. */
  public enum Head {
    /** Boxes and scores per prior, one score of the background. */
    SSD,
    /** Ultra-light face detectors: SSD with decoded corners, background and face. */
    ULTRAFACE,
    /** Faces with five points; class, object, box and points for each stride. */
    YUNET,
    /** A line per place: decoded box, object, classes. */
    YOLOV5,
    /** A line per place: box relative to its cell, object, classes. */
    YOLOX,
    /** A column per place: decoded box, classes, perhaps points. */
    YOLOV8
  }

  /**
   * Names of the model's outputs.
   *
   * @param boxes where they are; null for the one whose shape fits
   * @param scores where heads keep them apart from the boxes
   * @param all where a head has more than those two, in its order; empty for their usual names
   */
  public record Sources(@Nullable String boxes, @Nullable String scores, List<String> all) {
    public Sources {
      all = List.copyOf(all);
    }
  }

  /** What makes a score. */
  public record Scoring(
      @Nullable Double threshold,
      @Nullable Activation activation,
      @Nullable Combination combination,
      @Nullable Background background) {}

  /** What turns what the model says into a probability. */
  public enum Activation {
    NONE,
    SIGMOID,
    SOFTMAX
  }

  /** How the score of an object at all and that of its class become one. */
  public enum Combination {
    /** The class alone. */
    CLASS,
    PRODUCT,
    /** The root of the product. */
    GEOMETRIC_MEAN
  }

  /** Which class means that nothing is there. */
  public enum Background {
    FIRST,
    LAST,
    NONE
  }

  /**
   * How four numbers are a box.
   *
   * @param strides pixels of the model's picture per cell of each grid; empty for the head's
   * @param variances of offsets: of centres, of sizes; empty for 0.1 and 0.2
   */
  public record Boxes(
      @Nullable Form form,
      @Nullable Unit unit,
      List<Integer> strides,
      Priors priors,
      List<Double> variances) {
    public Boxes {
      strides = List.copyOf(strides);
      variances = List.copyOf(variances);
    }
  }

  /** What the four numbers are. */
  public enum Form {
    /** Left, top, right, bottom. */
    CORNERS,
    /** Top, left, bottom, right, as TensorFlow writes them. */
    CORNERS_YX,
    /** Centre, width, height. */
    CENTER,
    /** Centre and size relative to a prior's, divided by the variances. */
    OFFSETS
  }

  /** What a box is measured in. */
  public enum Unit {
    /** Pixels of the model's picture. */
    PIXELS,
    /** Parts of the model's picture, from 0 to 1. */
    FRACTION
  }

  /**
   * The boxes that offsets are relative to: squares on a grid for each stride, or a list.
   *
   * @param sizes for each stride the sides of its squares in pixels; empty for the head's
   * @param listed centre, width and height of each in parts of the picture; empty for squares
   */
  public record Priors(List<List<Double>> sizes, List<Prior> listed) {
    public static final Priors OF_HEAD = new Priors(List.of(), List.of());

    public Priors {
      sizes = sizes.stream().map(List::copyOf).toList();
      listed = List.copyOf(listed);
    }
  }

  /** One box that offsets are relative to, in parts of the picture. */
  public record Prior(double centerX, double centerY, double width, double height) {}

  /**
   * Which of what was found is answered.
   *
   * @param iou how much two boxes may overlap before the lesser is left out
   */
  public record Selection(@Nullable Double iou, Suppression suppression, int maxDetections) {
    public static final Selection DEFAULT = new Selection(null, Suppression.CLASS_AWARE, 100);
  }

  /** Which overlapping boxes count as the same object. */
  public enum Suppression {
    /** Those of the same class. */
    CLASS_AWARE,
    /** Those of any class. */
    CLASS_AGNOSTIC,
    /** None: the model has left them out already. */
    NONE
  }

  /**
   * What is found.
   *
   * @param classes how many; null for as many as there are labels, or as the shape tells
   * @param keyPoints of each object; null for what the shape tells
   * @param labels a name per class; empty for the head's
   */
  public record Kinds(@Nullable Integer classes, @Nullable Integer keyPoints, List<String> labels) {
    public Kinds {
      labels = List.copyOf(labels);
    }
  }
}
