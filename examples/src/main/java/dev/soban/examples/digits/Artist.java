package dev.soban.examples.digits;

import java.util.Random;

/**
 * Draws digits as people do: thin and thick, small and large, off the middle, sharp and blurred, on
 * dark and on light ground. The same seed gives the same pictures.
 */
public final class Artist {
  private static final double SHAKE = 3.5;

  private final Handwriting handwriting = new Handwriting();
  private final Random random;

  public Artist(long seed) {
    this.random = new Random(seed);
  }

  public Picture draw(int side) {
    return draw(random.nextInt(10), side);
  }

  public Picture draw(int digit, int side) {
    double height = side * (0.34 + 0.56 * random.nextDouble());
    var canvas = new Canvas(side);
    Distortion distortion = Distortion.random(random, height, middle(side, height));
    Glyph glyph = handwriting.write(digit, random).shaken(random, SHAKE).moved(distortion);
    canvas.draw(glyph, penRadius(height));
    if (random.nextInt(3) == 0) {
      canvas.blur(random.nextDouble());
    }
    return new Picture(digit, side, photograph(canvas.ink()));
  }

  private Point middle(int side, double height) {
    double room = (side - height) / 2;
    return new Point(
        side / 2.0 + room * (2 * random.nextDouble() - 1),
        side / 2.0 + room * (2 * random.nextDouble() - 1));
  }

  /** Mostly thin, sometimes as thick as a marker. */
  private double penRadius(double height) {
    double share = random.nextDouble();
    return Math.max(0.4, height * (0.012 + 0.11 * share * share));
  }

  /** Gives paper and ink a shade, adds noise, and turns half of the pictures into negatives. */
  private float[] photograph(float[] ink) {
    double paper = 0.2 * random.nextDouble();
    double contrast = 0.4 + (0.6 - paper) * random.nextDouble();
    double noise = 0.04 * random.nextDouble();
    boolean negative = random.nextBoolean();
    var pixels = new float[ink.length];
    for (int i = 0; i < ink.length; i++) {
      double shade = paper + contrast * ink[i] + noise * random.nextGaussian();
      double bounded = Math.clamp(shade, 0, 1);
      pixels[i] = (float) (negative ? 1 - bounded : bounded);
    }
    return pixels;
  }
}
