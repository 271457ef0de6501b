package dev.soban.vision.detect;

import dev.soban.core.model.DetectionOutput.Activation;
import dev.soban.core.model.DetectionOutput.Background;
import dev.soban.core.model.DetectionOutput.Prior;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.EngineFailed;
import java.util.List;
import java.util.Locale;

/**
 * Boxes in one output, a score per class in another, one of which may be the background's; as SSD
 * writes.
 *
 * @param columns scores of a place, with the background's
 * @param places 0 when the model leaves them open until it runs
 */
record PriorHead(
    TensorSpec boxes,
    TensorSpec scored,
    Scores scores,
    BoxForm form,
    int columns,
    Background background,
    int places)
    implements Head {
  private static final int BOX = 4;

  /**
   * @throws IllegalArgumentException when no two outputs are boxes and their scores
   */
  static PriorHead of(Declared declared) {
    TensorSpec boxes = boxes(declared);
    TensorSpec scored = scored(declared, boxes);
    int columns = scored.shape().rank() == 2 ? 1 : Outputs.known(scored, 2, "a score per class");
    Background background = columns == 1 ? Background.NONE : declared.background();
    int places = places(boxes, scored);
    BoxForm form = declared.offsets() ? offsets(declared, boxes) : declared.form();
    PriorHead head =
        new PriorHead(boxes, scored, declared.scores(), form, columns, background, places);
    int labels = declared.labels().size();
    if (labels != 0 && labels != head.classes()) {
      throw new IllegalArgumentException(
          "labels: %d (expected: %d, as %s; background: %s)"
              .formatted(
                  labels, head.classes(), scored, background.name().toLowerCase(Locale.ROOT)));
    }
    return head;
  }

  private static TensorSpec boxes(Declared declared) {
    TensorSpec boxes =
        declared
            .outputs()
            .find(
                "boxes",
                declared.said().sources().boxes(),
                "boxes",
                spec -> spec.shape().rank() == 3 && spec.shape().dim(2) == BOX);
    Outputs.checked(boxes, 3, "rows, places and 4 numbers");
    if (boxes.shape().dim(2) != BOX) {
      throw Outputs.unfit(boxes, "4 numbers for each place");
    }
    return boxes;
  }

  private static TensorSpec scored(Declared declared, TensorSpec boxes) {
    TensorSpec scored =
        declared
            .outputs()
            .find(
                "scores",
                declared.said().sources().scores(),
                "scores",
                spec -> !spec.name().equals(boxes.name()) && spec.shape().rank() >= 2);
    int rank = scored.shape().rank() == 2 ? 2 : 3;
    return Outputs.checked(scored, rank, "rows, places and a score for each class");
  }

  private static int places(TensorSpec boxes, TensorSpec scored) {
    long ofBoxes = boxes.shape().dim(1);
    long ofScores = scored.shape().dim(1);
    if (ofBoxes > 0 && ofScores > 0 && ofBoxes != ofScores) {
      throw Outputs.unfit(scored, "as many places as " + boxes);
    }
    return Math.toIntExact(Math.max(Math.max(ofBoxes, ofScores), 0));
  }

  private static BoxForm offsets(Declared declared, TensorSpec boxes) {
    List<Prior> priors = declared.priors();
    if (boxes.shape().dim(1) != priors.size()) {
      throw Outputs.unfit(boxes, priors.size() + " places, as there are priors");
    }
    return BoxForm.offsets(priors, declared.variances(), declared.picture());
  }

  @Override
  public List<TensorSpec> reads() {
    return List.of(boxes, scored);
  }

  @Override
  public int classes() {
    return background == Background.NONE ? columns : columns - 1;
  }

  @Override
  public int keyPoints() {
    return 0;
  }

  @Override
  public void find(List<Floats> row, Candidates found) {
    Floats said = row.getLast();
    int count = count(row);
    int first = background == Background.FIRST ? 1 : 0;
    for (int place = 0; place < count; place++) {
      long at = (long) place * columns;
      int best = best(said, at + first);
      if (best >= 0) {
        found.add(place, best, score(said, at, at + first + best));
      }
    }
  }

  private int best(Floats said, long first) {
    int best = -1;
    float highest = Float.NEGATIVE_INFINITY;
    for (int kind = 0; kind < classes(); kind++) {
      float score = said.at(first + kind);
      if (score > highest) {
        highest = score;
        best = kind;
      }
    }
    return best;
  }

  private float score(Floats said, long first, long at) {
    return scores.activation() == Activation.SOFTMAX
        ? softmax(said, first, said.at(at))
        : scores.activated(said.at(at));
  }

  private float softmax(Floats said, long first, float of) {
    double sum = 0;
    for (int column = 0; column < columns; column++) {
      sum += Math.exp(said.at(first + column) - of);
    }
    return (float) (1 / sum);
  }

  private int count(List<Floats> row) {
    long count = row.getLast().count() / columns;
    boolean asPromised = places == 0 || count == places;
    if (!asPromised || row.getFirst().count() != count * BOX) {
      throw new EngineFailed(
          "outputs %s and %s: %d and %d numbers a row (expected: 4 and %d for each of %s places)"
              .formatted(
                  boxes.name(),
                  scored.name(),
                  row.getFirst().count(),
                  row.getLast().count(),
                  columns,
                  places == 0 ? "their" : places),
          null);
    }
    return (int) count;
  }

  @Override
  public Box box(List<Floats> row, int place) {
    double[] said = new double[BOX];
    for (int i = 0; i < BOX; i++) {
      said[i] = row.getFirst().at((long) place * BOX + i);
    }
    return form.box(said, place);
  }

  @Override
  public double keyPoint(List<Floats> row, int place, int point, int axis) {
    throw new IndexOutOfBoundsException("key point " + point + " of 0");
  }
}
