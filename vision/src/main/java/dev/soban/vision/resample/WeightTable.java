package dev.soban.vision.resample;

import dev.soban.core.model.PictureInput.Filter;

/**
 * Which source pixels make up each pixel of the window, and by which weights: the same number for
 * each, whole numbers that add up to exactly {@link #UNIT}. The filter is a triangle around the
 * pixel's place, with half-pixel centres; a place beyond the edge takes the edge.
 */
final class WeightTable {
  /** Bits of a weight. Three products of 8 and 12 bits fit side by side into one long. */
  static final int BITS = 12;

  static final int UNIT = 1 << BITS;

  final int taps;
  final int[] starts;
  final int[] weights;

  /**
   * @param span length of the source in its pixels, at most {@code size}
   * @param size number of source pixels
   */
  WeightTable(Axis axis, double span, int size, Filter filter) {
    double scale = span / axis.resized();
    double reach = filter == Filter.ANTIALIAS ? Math.max(1, scale) : 1;
    taps = Math.min(size, evened((int) Math.ceil(2 * reach)));
    starts = new int[axis.window()];
    weights = new int[axis.window() * taps];
    double[] exact = new double[taps];
    for (int i = 0; i < starts.length; i++) {
      double centre = (axis.crop() + i + 0.5) * scale;
      starts[i] = Math.clamp((long) (centre - reach + 0.5), 0, size - taps);
      triangle(exact, starts[i] + 0.5 - centre, reach);
      quantize(exact, i * taps);
    }
  }

  /** First source pixel that any weight touches. */
  int first() {
    return Math.min(starts[0], starts[starts.length - 1]);
  }

  /** One past the last source pixel that any weight touches. */
  int end() {
    return Math.max(starts[0], starts[starts.length - 1]) + taps;
  }

  /** Three become four, which are quicker to add up; the fourth weighs nothing. */
  private static int evened(int taps) {
    return taps == 3 ? 4 : taps;
  }

  private static void triangle(double[] exact, double firstDistance, double reach) {
    double sum = 0;
    for (int k = 0; k < exact.length; k++) {
      exact[k] = Math.max(0, 1 - Math.abs(firstDistance + k) / reach);
      sum += exact[k];
    }
    for (int k = 0; k < exact.length; k++) {
      exact[k] /= sum;
    }
  }

  /** Rounds running totals instead of weights, so that nothing gets lost. */
  private void quantize(double[] exact, int offset) {
    double total = 0;
    int given = 0;
    for (int k = 0; k < taps; k++) {
      total += exact[k];
      int upTo = (int) Math.rint(total * UNIT);
      weights[offset + k] = upTo - given;
      given = upTo;
    }
  }
}
