package dev.soban.vision.detect;

import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.EngineFailed;
import java.util.List;

/**
 * All numbers of a place on one line of one output: box, perhaps a score of any object, a score per
 * class, perhaps key points with x, y and visibility each; as the YOLO family writes. The lines may
 * stand as columns.
 *
 * @param places 0 when the model leaves them open until it runs
 */
record LineHead(TensorSpec output, Lines lines, Scores scores, BoxForm form, int places)
    implements Head {
  private static final int BOX = 4;
  private static final int PER_POINT = 3;

  /**
   * How the numbers lie.
   *
   * @param length numbers per place
   * @param transposed whether the places run innermost
   * @param objectScore whether one stands behind the box
   */
  record Lines(int length, boolean transposed, boolean objectScore, int classes, int keyPoints) {
    int firstClass() {
      return objectScore ? BOX + 1 : BOX;
    }
  }

  /**
   * @throws IllegalArgumentException when no output is made of such lines
   */
  static LineHead of(Declared declared) {
    TensorSpec output = output(declared);
    boolean transposed = transposed(output, declared);
    int length = Outputs.known(output, transposed ? 1 : 2, "how many numbers a place has");
    Lines lines = new LineLengths(declared, output).lines(length, transposed);
    long places = output.shape().dim(transposed ? 2 : 1);
    if (declared.said().head() != DetectionOutput.Head.YOLOX) {
      int known = Math.toIntExact(Math.max(places, 0));
      return new LineHead(output, lines, declared.scores(), declared.form(), known);
    }
    Cells cells = declared.cells();
    if (places > 0 && places != cells.count()) {
      throw Outputs.unfit(
          output, "%d places, for strides %s".formatted(cells.count(), cells.strides()));
    }
    BoxForm form = BoxForm.inCells(cells);
    return new LineHead(output, lines, declared.scores(), form, cells.count());
  }

  private static TensorSpec output(Declared declared) {
    TensorSpec output =
        declared
            .outputs()
            .find(
                "boxes",
                declared.said().sources().boxes(),
                "output",
                spec -> spec.shape().rank() == 3 && Floats.readable(spec.dataType()));
    return Outputs.checked(output, 3, "rows, places and the numbers of each");
  }

  /** There are more places than numbers of each; where the shape leaves it open, YOLOv8's way. */
  private static boolean transposed(TensorSpec output, Declared declared) {
    long middle = output.shape().dim(1);
    long last = output.shape().dim(2);
    boolean known = middle > 0 && last > 0;
    return known ? middle < last : declared.said().head() == DetectionOutput.Head.YOLOV8;
  }

  @Override
  public List<TensorSpec> reads() {
    return List.of(output);
  }

  @Override
  public int classes() {
    return lines.classes();
  }

  @Override
  public int keyPoints() {
    return lines.keyPoints();
  }

  @Override
  public void find(List<Floats> row, Candidates found) {
    Floats said = row.getFirst();
    int count = count(said);
    long toNext = lines.transposed() ? 1 : lines.length();
    long toNextClass = lines.transposed() ? count : 1;
    for (int place = 0; place < count; place++) {
      long at = place * toNext;
      float object = lines.objectScore() ? scores.activated(said.at(at + BOX * toNextClass)) : 1;
      // No class scores above 1, so most places are done here.
      if (found.takes(scores.combined(object, 1))) {
        addBest(said, at + lines.firstClass() * toNextClass, toNextClass, place, object, found);
      }
    }
  }

  private void addBest(
      Floats said, long first, long toNextClass, int place, float object, Candidates found) {
    int best = -1;
    float highest = Float.NEGATIVE_INFINITY;
    long at = first;
    for (int kind = 0; kind < lines.classes(); kind++, at += toNextClass) {
      float score = said.at(at);
      if (score > highest) {
        highest = score;
        best = kind;
      }
    }
    if (best >= 0) {
      found.add(place, best, scores.combined(object, scores.activated(highest)));
    }
  }

  /** Places of this answer, which the model may leave open until it runs. */
  private int count(Floats said) {
    long count = said.count() / lines.length();
    boolean asPromised = places == 0 || count == places;
    if (!asPromised || said.count() % lines.length() != 0) {
      throw new EngineFailed(
          "output %s: %d numbers a row (expected: %d for each of %s places)"
              .formatted(output.name(), said.count(), lines.length(), places == 0 ? "its" : places),
          null);
    }
    return (int) count;
  }

  @Override
  public Box box(List<Floats> row, int place) {
    double[] said = new double[BOX];
    for (int i = 0; i < BOX; i++) {
      said[i] = at(row.getFirst(), place, i);
    }
    return form.box(said, place);
  }

  @Override
  public double keyPoint(List<Floats> row, int place, int point, int axis) {
    int first = lines.firstClass() + lines.classes();
    return at(row.getFirst(), place, first + point * PER_POINT + axis);
  }

  private float at(Floats said, int place, int number) {
    return lines.transposed()
        ? said.at(number * (said.count() / lines.length()) + place)
        : said.at((long) place * lines.length() + number);
  }
}
