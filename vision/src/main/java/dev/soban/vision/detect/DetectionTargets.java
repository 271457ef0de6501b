package dev.soban.vision.detect;

import dev.soban.core.model.PictureFrame;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/** Where one picture's detections are written: rows of the served tensors, in their order. */
final class DetectionTargets {
  /** The class behind the last detection. */
  private static final long NO_CLASS = -1;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment boxes;
  private final MemorySegment scores;
  private final MemorySegment classes;
  private final MemorySegment count;
  private final MemorySegment points;
  private final MemorySegment size;
  private final int most;
  private int written;

  /**
   * @param targets boxes, scores, classes, count, key points if there are some, size
   */
  DetectionTargets(List<MemorySegment> targets, int most) {
    targets.forEach(target -> target.fill((byte) 0));
    this.boxes = targets.get(0);
    this.scores = targets.get(1);
    this.classes = targets.get(2);
    this.count = targets.get(3);
    this.points = targets.size() > 5 ? targets.get(4) : MemorySegment.NULL;
    this.size = targets.getLast();
    this.most = most;
    for (int i = 0; i < most; i++) {
      classes.setAtIndex(LONG, i, NO_CLASS);
    }
  }

  boolean full() {
    return written == most;
  }

  /**
   * @param keyPoints x and y of each
   */
  void add(Box box, float score, int kind, double[] keyPoints) {
    long at = 4L * written;
    boxes.setAtIndex(FLOAT, at, (float) box.left());
    boxes.setAtIndex(FLOAT, at + 1, (float) box.top());
    boxes.setAtIndex(FLOAT, at + 2, (float) box.right());
    boxes.setAtIndex(FLOAT, at + 3, (float) box.bottom());
    scores.setAtIndex(FLOAT, written, score);
    classes.setAtIndex(LONG, written, kind);
    for (int i = 0; i < keyPoints.length; i++) {
      points.setAtIndex(FLOAT, (long) written * keyPoints.length + i, (float) keyPoints[i]);
    }
    written++;
  }

  void end(PictureFrame frame) {
    count.setAtIndex(LONG, 0, written);
    size.setAtIndex(LONG, 0, frame.sourceWidth());
    size.setAtIndex(LONG, 1, frame.sourceHeight());
  }
}
