package dev.soban.vision.resample;

import dev.soban.vision.header.Orientation;
import dev.soban.vision.resample.Pixels.RowScratch;
import java.util.Arrays;

/**
 * Resizes decoded pixels into a window of packed ones. Reused from picture to picture; one thread
 * at a time.
 *
 * <p>Each source row is read once, resized across, and kept in a ring until no output row needs it
 * any more. A packed pixel carries its three channels in one long, so one multiplication weighs all
 * three; rounding to 8 bits after each direction is what Pillow does, too.
 */
final class Window {
  private static final long HALF = (WeightTable.UNIT / 2) * Pixels.ONES;
  private static final long SAMPLES = 0xFF * Pixels.ONES;

  private final RowScratch row = new RowScratch();
  private long[] ring = new long[0];
  private long[] pixels = new long[0];
  private long[] turned = new long[0];

  /** Resizes into the window; {@link #upright} hands it out. */
  void resize(Pixels source, WeightTable across, WeightTable down) {
    int width = across.starts.length;
    int height = down.starts.length;
    int first = across.first();
    row.fit(across.end() - first);
    ring = atLeast(ring, width * down.taps);
    pixels = atLeast(pixels, width * height);
    int next = down.first();
    for (int y = 0; y < height; y++) {
      int start = down.starts[y];
      for (next = Math.max(next, start); next < start + down.taps; next++) {
        source.pack(next, first, across.end() - first, row);
        across(row.packed, first, across, ring, (next % down.taps) * width);
      }
      down(down, y, width);
    }
  }

  int pixelsHeld() {
    return ring.length + pixels.length + turned.length + row.packed.length;
  }

  private static void across(long[] from, int first, WeightTable table, long[] to, int offset) {
    int taps = table.taps;
    int[] starts = table.starts;
    int[] weights = table.weights;
    int weight = 0;
    for (int x = 0; x < starts.length; x++) {
      int start = starts[x] - first;
      long sum = HALF;
      for (int k = 0; k < taps; k++) {
        sum += from[start + k] * weights[weight + k];
      }
      weight += taps;
      to[offset + x] = (sum >>> WeightTable.BITS) & SAMPLES;
    }
  }

  private void down(WeightTable table, int y, int width) {
    int taps = table.taps;
    int out = y * width;
    Arrays.fill(pixels, out, out + width, HALF);
    for (int k = 0; k < taps; k++) {
      int weight = table.weights[y * taps + k];
      if (weight != 0) {
        add(ring, ((table.starts[y] + k) % taps) * width, weight, pixels, out, width);
      }
    }
    for (int x = out; x < out + width; x++) {
      pixels[x] = (pixels[x] >>> WeightTable.BITS) & SAMPLES;
    }
  }

  private static void add(long[] from, int at, long weight, long[] to, int out, int width) {
    for (int x = 0; x < width; x++) {
      to[out + x] += from[at + x] * weight;
    }
  }

  /** The resized window upright; {@code width} and {@code height} are the stored window's. */
  long[] upright(Orientation orientation, int width, int height) {
    if (orientation == Orientation.UPRIGHT) {
      return pixels;
    }
    turned = atLeast(turned, width * height);
    int uprightWidth = orientation.swapsSides() ? height : width;
    for (int y = 0; y < height; y++) {
      int row = orientation.reversesRows() ? height - 1 - y : y;
      for (int x = 0; x < width; x++) {
        int column = orientation.reversesColumns() ? width - 1 - x : x;
        int to =
            orientation.swapsSides() ? column * uprightWidth + row : row * uprightWidth + column;
        turned[to] = pixels[y * width + x];
      }
    }
    return turned;
  }

  private static long[] atLeast(long[] array, int length) {
    return array.length >= length ? array : new long[length];
  }
}
