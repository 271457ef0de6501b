package dev.soban.vision.detect;

import static dev.soban.core.model.OutputMeaning.Detection.BOXES;
import static dev.soban.core.model.OutputMeaning.Detection.CLASSES;
import static dev.soban.core.model.OutputMeaning.Detection.COUNT;
import static dev.soban.core.model.OutputMeaning.Detection.KEY_POINTS;
import static dev.soban.core.model.OutputMeaning.Detection.SCORES;
import static dev.soban.core.model.OutputMeaning.Detection.SIZE;

import dev.soban.core.interpret.RowReader;
import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.PictureInput;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a detector puts out for one picture: what scored high enough, best first, without what
 * covers the same object, back in pixels of the upright source and within it. Thread-safe.
 */
public final class Detector implements RowReader {
  /** More than that of one picture are not looked at, whatever the threshold lets through. */
  private static final int MOST_CANDIDATES = 4_096;

  private final DetectionOutput.Selection selection;
  private final double iou;
  private final double threshold;
  private final Head head;
  private final List<String> labels;
  private final PictureFrame whole;

  /**
   * @param model the model's own signature
   * @param picture what pictures become before they enter it; empty when it takes none
   * @throws IllegalArgumentException when the declaration does not fit the model, in the form
   *     {@code key: value (expected: ...)}
   */
  public Detector(DetectionOutput declared, Signature model, Optional<PictureInput> picture) {
    ModelPicture size = ModelPicture.of(picture, model);
    Declared full = Declared.of(declared, model, size);
    this.selection = declared.selection();
    this.iou = full.iou();
    this.threshold = full.scores().threshold();
    this.head = full.head();
    this.labels = full.labels();
    this.whole = new PictureFrame.AsSent(size.width(), size.height());
  }

  /** What the outputs stand for once they are read. */
  public OutputMeaning.Detection meaning() {
    return new OutputMeaning.Detection(head.keyPoints(), labels);
  }

  @Override
  public List<TensorSpec> served() {
    int most = selection.maxDetections();
    List<TensorSpec> served = new ArrayList<>();
    served.add(spec(BOXES, DataType.FP32, most, 4));
    served.add(spec(SCORES, DataType.FP32, most));
    served.add(spec(CLASSES, DataType.INT64, most));
    served.add(spec(COUNT, DataType.INT64));
    if (head.keyPoints() > 0) {
      served.add(spec(KEY_POINTS, DataType.FP32, most, head.keyPoints(), 2));
    }
    return served;
  }

  @Override
  public List<TensorSpec> extras() {
    return List.of(spec(SIZE, DataType.INT64, 2));
  }

  private TensorSpec spec(String name, DataType type, long... behindRows) {
    long[] dims = new long[behindRows.length + 1];
    dims[0] = head.reads().getFirst().shape().dim(0);
    System.arraycopy(behindRows, 0, dims, 1, behindRows.length);
    return new TensorSpec(name, type, Shape.of(dims));
  }

  @Override
  public List<String> reads() {
    return head.reads().stream().map(TensorSpec::name).toList();
  }

  @Override
  public void read(
      List<MemorySegment> outputs, @Nullable PictureFrame frame, List<MemorySegment> targets) {
    List<Floats> row = new ArrayList<>(outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      row.add(Floats.of(outputs.get(i), head.reads().get(i).dataType()));
    }
    PictureFrame place = frame == null ? whole : frame;
    DetectionTargets found = new DetectionTargets(targets, selection.maxDetections());
    select(row, place, found);
    found.end(place);
  }

  private void select(List<Floats> row, PictureFrame frame, DetectionTargets found) {
    Candidates candidates = new Candidates(threshold);
    head.find(row, candidates);
    Kept kept = new Kept(selection.suppression(), iou);
    for (int number : candidates.bestFirst(MOST_CANDIDATES)) {
      int place = candidates.place(number);
      int kind = candidates.kind(number);
      Box box = head.box(row, place);
      Box inSource = box.holdsArea() ? box.inSource(frame) : box;
      double[] points = keyPoints(row, place, frame);
      if (!inSource.holdsArea() || !finite(points) || kept.covers(box, kind)) {
        continue;
      }
      kept.keep(box, kind);
      found.add(inSource, candidates.score(number), kind, points);
      if (found.full()) {
        return;
      }
    }
  }

  private double[] keyPoints(List<Floats> row, int place, PictureFrame frame) {
    double[] points = new double[2 * head.keyPoints()];
    for (int i = 0; i < head.keyPoints(); i++) {
      double x = frame.sourceX(head.keyPoint(row, place, i, 0));
      double y = frame.sourceY(head.keyPoint(row, place, i, 1));
      points[2 * i] = Math.clamp(x, 0, frame.sourceWidth());
      points[2 * i + 1] = Math.clamp(y, 0, frame.sourceHeight());
    }
    return points;
  }

  private static boolean finite(double[] points) {
    for (double coordinate : points) {
      if (!Double.isFinite(coordinate)) {
        return false;
      }
    }
    return true;
  }
}
