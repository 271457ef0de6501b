package dev.soban.vision.draw;

import java.awt.Color;

/** A colour for each kind of thing, and what can be read on it. */
final class Palette {
  /** How far the hue moves from kind to kind: the golden ratio never comes near where it was. */
  private static final double STEP = 0.618_033_988_75;

  private static final float FIRST_HUE = 0.36f;
  private static final float[] SATURATIONS = {0.85f, 0.6f, 1f};
  private static final float[] BRIGHTNESSES = {0.95f, 1f, 0.75f};

  /** Above that, black is the better contrast; as WCAG computes it. */
  private static final double LIGHT = 0.179;

  private Palette() {}

  static Color of(int kind) {
    float hue = (float) ((FIRST_HUE + kind * STEP) % 1);
    int round = Math.floorMod(kind, SATURATIONS.length);
    return Color.getHSBColor(hue, SATURATIONS[round], BRIGHTNESSES[round]);
  }

  /** Black or white, whichever stands out more. */
  static Color on(Color ground) {
    return luminance(ground) > LIGHT ? Color.BLACK : Color.WHITE;
  }

  static double luminance(Color colour) {
    return 0.2126 * linear(colour.getRed())
        + 0.7152 * linear(colour.getGreen())
        + 0.0722 * linear(colour.getBlue());
  }

  private static double linear(int sample) {
    double part = sample / 255.0;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  }
}
