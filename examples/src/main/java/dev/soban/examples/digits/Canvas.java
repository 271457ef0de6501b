package dev.soban.examples.digits;

import java.util.List;

/** A square grey picture, row by row, on which a round pen draws: 0 is paper and 1 is ink. */
final class Canvas {
  private final int side;
  private final float[] ink;

  Canvas(int side) {
    this.side = side;
    this.ink = new float[side * side];
  }

  float[] ink() {
    return ink;
  }

  void draw(Glyph glyph, double radius) {
    for (Stroke stroke : glyph.strokes()) {
      List<Point> line = stroke.line();
      for (int i = 0; i + 1 < line.size(); i++) {
        drawLine(line.get(i), line.get(i + 1), radius);
      }
    }
  }

  /** Mixes every pixel with the mean of itself and its eight neighbours. */
  void blur(double amount) {
    float[] sharp = ink.clone();
    for (int y = 1; y + 1 < side; y++) {
      for (int x = 1; x + 1 < side; x++) {
        double mean = sumAround(sharp, x, y) / 9;
        ink[y * side + x] = (float) (sharp[y * side + x] * (1 - amount) + mean * amount);
      }
    }
  }

  private void drawLine(Point from, Point to, double radius) {
    int left = clamp(Math.min(from.x(), to.x()) - radius - 1);
    int right = clamp(Math.max(from.x(), to.x()) + radius + 2);
    int top = clamp(Math.min(from.y(), to.y()) - radius - 1);
    int bottom = clamp(Math.max(from.y(), to.y()) + radius + 2);
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        double covered = radius + 0.5 - distance(new Point(x + 0.5, y + 0.5), from, to);
        float shade = (float) Math.clamp(covered, 0, 1);
        ink[y * side + x] = Math.max(ink[y * side + x], shade);
      }
    }
  }

  private int clamp(double coordinate) {
    return (int) Math.clamp(Math.floor(coordinate), 0, side);
  }

  private static double distance(Point point, Point from, Point to) {
    double dx = to.x() - from.x();
    double dy = to.y() - from.y();
    double length = dx * dx + dy * dy;
    double along = (point.x() - from.x()) * dx + (point.y() - from.y()) * dy;
    double t = length == 0 ? 0 : Math.clamp(along / length, 0, 1);
    double missX = point.x() - from.x() - t * dx;
    double missY = point.y() - from.y() - t * dy;
    return Math.sqrt(missX * missX + missY * missY);
  }

  private double sumAround(float[] pixels, int x, int y) {
    double sum = 0;
    for (int row = y - 1; row <= y + 1; row++) {
      for (int column = x - 1; column <= x + 1; column++) {
        sum += pixels[row * side + column];
      }
    }
    return sum;
  }
}
