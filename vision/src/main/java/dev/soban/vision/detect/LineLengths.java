package dev.soban.vision.detect;

import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.TensorSpec;
import java.util.List;

/** What the numbers of a line must stand for, by how many there are and what is declared. */
record LineLengths(Declared declared, TensorSpec output) {
  private static final int BOX = 4;
  private static final int PER_POINT = 3;

  /** People with the 17 key points of COCO, as pose models without labels are. */
  private static final int POSE_OF_PEOPLE = BOX + 1 + 17 * PER_POINT;

  /**
   * @throws IllegalArgumentException when they do not add up
   */
  LineHead.Lines lines(int length, boolean transposed) {
    boolean objectScore = declared.said().head() != DetectionOutput.Head.YOLOV8;
    int room = length - (objectScore ? BOX + 1 : BOX);
    int classes = classes(length, room);
    int rest = room - classes;
    if (classes < 1 || rest < 0) {
      throw Outputs.unfit(output, "a place to have more than %d numbers".formatted(length));
    }
    int keyPoints = keyPoints(classes, rest);
    List<String> labels = declared.labels();
    if (!labels.isEmpty() && labels.size() != classes) {
      throw new IllegalArgumentException(
          "labels: %d (expected: %d, as there are classes)".formatted(labels.size(), classes));
    }
    return new LineHead.Lines(length, transposed, objectScore, classes, keyPoints);
  }

  private int classes(int length, int room) {
    Integer said = declared.said().kinds().classes();
    if (said != null) {
      return said;
    }
    if (!declared.labels().isEmpty()) {
      return declared.labels().size();
    }
    Integer points = declared.said().kinds().keyPoints();
    if (points != null) {
      return room - points * PER_POINT;
    }
    return pose() && length == POSE_OF_PEOPLE ? 1 : room;
  }

  /** Only a single class may have points that nobody declares: else labels were miscounted. */
  private int keyPoints(int classes, int rest) {
    Integer said = declared.said().kinds().keyPoints();
    if (said == null) {
      if (rest == 0 || (pose() && classes == 1 && rest % PER_POINT == 0)) {
        return rest / PER_POINT;
      }
      throw new IllegalArgumentException(
          ("labels: %d classes leave %d of the numbers of %s unexplained (expected: %d labels; or"
                  + " keypoints, 0 when the rest is of no interest)")
              .formatted(classes, rest, output, classes + rest));
    }
    if (said * PER_POINT > rest) {
      throw new IllegalArgumentException(
          "keypoints: %d (expected: at most %d, as %s with %d classes)"
              .formatted(said, rest / PER_POINT, output, classes));
    }
    return said;
  }

  private boolean pose() {
    return declared.said().head() == DetectionOutput.Head.YOLOV8;
  }
}
