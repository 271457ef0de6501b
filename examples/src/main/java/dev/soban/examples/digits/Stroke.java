package dev.soban.examples.digits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** One movement of the pen through some points, along a smooth curve or along straight lines. */
record Stroke(boolean smooth, List<Point> points) {
  private static final int PIECES = 6;

  /** Reads {@code "~ x,y x,y ..."} (smooth) or {@code "- x,y x,y ..."} (straight). */
  static Stroke parse(String text) {
    String[] words = text.strip().split(" +");
    List<Point> points = Arrays.stream(words).skip(1).map(Stroke::point).toList();
    return new Stroke(words[0].equals("~"), points);
  }

  Stroke moved(UnaryOperator<Point> move) {
    return new Stroke(smooth, points.stream().map(move).toList());
  }

  /** The corners of the line that is drawn; a smooth stroke becomes many short pieces. */
  List<Point> line() {
    if (!smooth) {
      return points;
    }
    var line = new ArrayList<Point>();
    line.add(points.getFirst());
    for (int i = 0; i + 1 < points.size(); i++) {
      for (int piece = 1; piece <= PIECES; piece++) {
        line.add(between(i, (double) piece / PIECES));
      }
    }
    return line;
  }

  /** Catmull-Rom: a curve through points i and i + 1 that respects their neighbours. */
  private Point between(int i, double t) {
    Point before = neighbour(i - 1);
    Point from = points.get(i);
    Point to = points.get(i + 1);
    Point after = neighbour(i + 2);
    return new Point(
        curve(before.x(), from.x(), to.x(), after.x(), t),
        curve(before.y(), from.y(), to.y(), after.y(), t));
  }

  private static double curve(double before, double from, double to, double after, double t) {
    double slope = to - before;
    double bend = 2 * before - 5 * from + 4 * to - after;
    double twist = 3 * (from - to) + after - before;
    return from + 0.5 * t * (slope + t * (bend + t * twist));
  }

  /** Past its ends a closed stroke goes on around, and an open one stays where it ends. */
  private Point neighbour(int i) {
    int last = points.size() - 1;
    boolean closed = points.getFirst().equals(points.getLast());
    if (i < 0) {
      return points.get(closed ? last - 1 : 0);
    }
    return i > last ? points.get(closed ? 1 : last) : points.get(i);
  }

  private static Point point(String text) {
    int comma = text.indexOf(',');
    return new Point(
        Double.parseDouble(text.substring(0, comma)),
        Double.parseDouble(text.substring(comma + 1)));
  }
}
