package dev.soban.vision.detect;

import dev.soban.core.model.PictureFrame;

/** A rectangle; in pixels of the model's picture or of the source. */
record Box(double left, double top, double right, double bottom) {

  /** Whether there is anything in it; what is no number holds nothing. */
  boolean holdsArea() {
    return right > left
        && bottom > top
        && Double.isFinite(left)
        && Double.isFinite(top)
        && Double.isFinite(right)
        && Double.isFinite(bottom);
  }

  double area() {
    return (right - left) * (bottom - top);
  }

  /** The area of both together that is in both: from 0 to 1. */
  double overlap(Box other) {
    double width = Math.min(right, other.right) - Math.max(left, other.left);
    double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double common = width * height;
    return common / (area() + other.area() - common);
  }

  /** The same in the source, as far as it lies within. */
  Box inSource(PictureFrame frame) {
    return new Box(
        Math.clamp(frame.sourceX(left), 0, frame.sourceWidth()),
        Math.clamp(frame.sourceY(top), 0, frame.sourceHeight()),
        Math.clamp(frame.sourceX(right), 0, frame.sourceWidth()),
        Math.clamp(frame.sourceY(bottom), 0, frame.sourceHeight()));
  }
}
