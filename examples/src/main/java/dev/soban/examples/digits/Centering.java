package dev.soban.examples.digits;

/**
 * Turns a picture of 28 x 28 into bright ink on a black ground, in the middle and of one size. The
 * network learns on such pictures; {@link CenteringGraph} does the same inside the model, so that
 * who calls it need not.
 */
final class Centering {
  static final int SIDE = 28;

  /** What differs from the paper by this share of the strongest ink, or less, is noise. */
  static final float NOISE = 0.15f;

  /** How far ink lies from its middle afterwards (standard deviation; 1 is half the side). */
  static final float SPREAD = 0.44f;

  /** Keeps blank pictures from being divided by zero. */
  static final float TINY = 1e-4f;

  private Centering() {}

  static float[] apply(float[] pixels) {
    float[] ink = ink(pixels);
    float mass = TINY;
    float sumX = 0;
    float sumY = 0;
    for (int i = 0; i < ink.length; i++) {
      mass += ink[i];
      sumX += ink[i] * coordinate(i % SIDE);
      sumY += ink[i] * coordinate(i / SIDE);
    }
    float x = sumX / mass;
    float y = sumY / mass;
    return zoom(ink, x, y, spread(ink, x, y, mass) / SPREAD);
  }

  /** -1 at the first pixel, 1 at the last. */
  static float coordinate(int pixel) {
    return 2f * pixel / (SIDE - 1) - 1;
  }

  static boolean onBorder(int i) {
    int x = i % SIDE;
    int y = i / SIDE;
    return x == 0 || y == 0 || x == SIDE - 1 || y == SIDE - 1;
  }

  /** Ink is what differs from the border, be it darker or lighter; the strongest is 1. */
  private static float[] ink(float[] pixels) {
    float paper = borderMean(pixels);
    float strongest = TINY;
    for (float pixel : pixels) {
      strongest = Math.max(strongest, Math.abs(pixel - paper));
    }
    var ink = new float[pixels.length];
    for (int i = 0; i < ink.length; i++) {
      ink[i] = Math.max(Math.abs(pixels[i] - paper) / strongest - NOISE, 0);
    }
    return ink;
  }

  private static float borderMean(float[] pixels) {
    float sum = 0;
    int count = 0;
    for (int i = 0; i < pixels.length; i++) {
      if (onBorder(i)) {
        sum += pixels[i];
        count++;
      }
    }
    return sum / count;
  }

  /** The larger of the deviations from left to right and from top to bottom. */
  private static float spread(float[] ink, float x, float y, float mass) {
    float sumX = 0;
    float sumY = 0;
    for (int i = 0; i < ink.length; i++) {
      float dx = coordinate(i % SIDE) - x;
      float dy = coordinate(i / SIDE) - y;
      sumX += ink[i] * dx * dx;
      sumY += ink[i] * dy * dy;
    }
    return (float) Math.sqrt(Math.max(sumX, sumY) / mass);
  }

  private static float[] zoom(float[] ink, float middleX, float middleY, float factor) {
    var zoomed = new float[ink.length];
    for (int i = 0; i < ink.length; i++) {
      float x = (middleX + factor * coordinate(i % SIDE) + 1) / 2 * (SIDE - 1);
      float y = (middleY + factor * coordinate(i / SIDE) + 1) / 2 * (SIDE - 1);
      zoomed[i] = interpolate(ink, x, y);
    }
    return zoomed;
  }

  private static float interpolate(float[] ink, float x, float y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    float right = x - left;
    float down = y - top;
    return (1 - down) * ((1 - right) * at(ink, left, top) + right * at(ink, left + 1, top))
        + down * ((1 - right) * at(ink, left, top + 1) + right * at(ink, left + 1, top + 1));
  }

  private static float at(float[] ink, int x, int y) {
    return x < 0 || y < 0 || x >= SIDE || y >= SIDE ? 0 : ink[y * SIDE + x];
  }
}
