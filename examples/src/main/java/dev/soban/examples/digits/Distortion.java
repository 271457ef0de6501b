package dev.soban.examples.digits;

import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * How one hand on one day writes: slanted, turned, stretched and wavy. Maps the glyph box of 100 x
 * 100 onto a picture.
 */
final class Distortion implements UnaryOperator<Point> {
  private static final double TURN = 0.14;
  private static final double SLANT = 0.22;
  private static final double WAVE = 4.5;

  private final double turn;
  private final double slant;
  private final double width;
  private final double height;
  private final Point middle;
  private final Wave sideways;
  private final Wave upAndDown;

  private Distortion(Random random, double height, Point middle) {
    this.turn = bounded(random, TURN);
    this.slant = bounded(random, SLANT);
    this.height = height;
    this.width = height * (0.7 + 0.7 * random.nextDouble());
    this.middle = middle;
    this.sideways = Wave.random(random);
    this.upAndDown = Wave.random(random);
  }

  /** Draws a digit {@code height} pixels tall around {@code middle}. */
  static Distortion random(Random random, double height, Point middle) {
    return new Distortion(random, height, middle);
  }

  @Override
  public Point apply(Point point) {
    double x = (point.x() + sideways.at(point) - 50) / 100;
    double y = (point.y() + upAndDown.at(point) - 50) / 100;
    double slanted = (x - slant * y) * width;
    double tall = y * height;
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    return new Point(
        middle.x() + slanted * cos - tall * sin, middle.y() + slanted * sin + tall * cos);
  }

  private static double bounded(Random random, double deviation) {
    return Math.clamp(random.nextGaussian(), -2.2, 2.2) * deviation;
  }

  /** A slow swing over the glyph box. */
  private record Wave(double size, double alongX, double alongY, double phase) {

    static Wave random(Random random) {
      return new Wave(
          WAVE * random.nextGaussian(),
          0.06 * random.nextDouble(),
          0.06 * random.nextDouble(),
          2 * StrictMath.PI * random.nextDouble());
    }

    double at(Point point) {
      return size * StrictMath.sin(alongX * point.x() + alongY * point.y() + phase);
    }
  }
}
