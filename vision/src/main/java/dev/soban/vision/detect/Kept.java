package dev.soban.vision.detect;

import dev.soban.core.model.DetectionOutput.Suppression;
import java.util.ArrayList;
import java.util.List;

/**
 * The boxes of one picture that stay, best first: each new one is compared with those, so the work
 * is bounded by the candidates times what may stay. One thread.
 */
final class Kept {
  private final Suppression suppression;
  private final double iou;
  private final List<Box> boxes = new ArrayList<>();
  private final List<Integer> kinds = new ArrayList<>();

  Kept(Suppression suppression, double iou) {
    this.suppression = suppression;
    this.iou = iou;
  }

  /** Whether a better one stands for the same object. */
  boolean covers(Box box, int kind) {
    if (suppression == Suppression.NONE) {
      return false;
    }
    for (int i = 0; i < boxes.size(); i++) {
      boolean comparable = suppression == Suppression.CLASS_AGNOSTIC || kinds.get(i) == kind;
      if (comparable && boxes.get(i).overlap(box) > iou) {
        return true;
      }
    }
    return false;
  }

  void keep(Box box, int kind) {
    boxes.add(box);
    kinds.add(kind);
  }

  int size() {
    return boxes.size();
  }
}
