package dev.soban.vision.draw;

import java.util.List;

/**
 * Something to be shown in a picture, in its pixels.
 *
 * @param text beside the box; may be empty
 * @param kind things of one kind have one colour
 */
public record Mark(
    double left,
    double top,
    double right,
    double bottom,
    String text,
    int kind,
    List<Point> keyPoints) {
  public Mark {
    keyPoints = List.copyOf(keyPoints);
  }

  /** A place. */
  public record Point(double x, double y) {}

  /** The same in a picture that is so many times as wide and high. */
  Mark scaled(double x, double y) {
    List<Point> points =
        keyPoints.stream().map(point -> new Point(point.x() * x, point.y() * y)).toList();
    return new Mark(left * x, top * y, right * x, bottom * y, text, kind, points);
  }
}
