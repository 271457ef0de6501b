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

  /** Two and four are written out: for most pictures, a loop costs more than what is in it. */
  private static void across(long[] from, int first, WeightTable table, long[] to, int offset) {
    switch (table.taps) {
      case 2 -> acrossTwo(from, first, table, to, offset);
      case 4 -> acrossFour(from, first, table, to, offset);
      default -> acrossMany(from, first, table, to, offset);
    }
  }

  private static void acrossTwo(long[] from, int first, WeightTable table, long[] to, int offset) {
    int[] starts = table.starts;
    int[] weights = table.weights;
    for (int x = 0; x < starts.length; x++) {
      int at = starts[x] - first;
      int weight = 2 * x;
      to[offset + x] = rounded(from[at] * weights[weight] + from[at + 1] * weights[weight + 1]);
    }
  }

  private static void acrossFour(long[] from, int first, WeightTable table, long[] to, int offset) {
    int[] starts = table.starts;
    int[] weights = table.weights;
    for (int x = 0; x < starts.length; x++) {
      int at = starts[x] - first;
      int weight = 4 * x;
      to[offset + x] =
          rounded(
              from[at] * weights[weight]
                  + from[at + 1] * weights[weight + 1]
                  + from[at + 2] * weights[weight + 2]
                  + from[at + 3] * weights[weight + 3]);
    }
  }

  private static void acrossMany(long[] from, int first, WeightTable table, long[] to, int offset) {
    int taps = table.taps;
    int[] starts = table.starts;
    int[] weights = table.weights;
    for (int x = 0; x < starts.length; x++) {
      int at = starts[x] - first;
      int weight = taps * x;
      long sum = 0;
      for (int k = 0; k < taps; k++) {
        sum += from[at + k] * weights[weight + k];
      }
      to[offset + x] = rounded(sum);
    }
  }

  private void down(WeightTable table, int y, int width) {
    int taps = table.taps;
    int out = y * width;
    Arrays.fill(pixels, out, out + width, 0);
    for (int k = 0; k < taps; k += 2) {
      int next = Math.min(k + 1, taps - 1);
      int weight = y * taps;
      addTwo(
          ringRow(table, y, k) * width,
          table.weights[weight + k],
          ringRow(table, y, next) * width,
          next == k ? 0 : table.weights[weight + next],
          out,
          width);
    }
    for (int x = out; x < out + width; x++) {
      pixels[x] = rounded(pixels[x]);
    }
  }

  private static int ringRow(WeightTable table, int y, int tap) {
    return (table.starts[y] + tap) % table.taps;
  }

  private void addTwo(int at, long weight, int nextAt, long nextWeight, int out, int width) {
    long[] from = ring;
    long[] to = pixels;
    for (int x = 0; x < width; x++) {
      to[out + x] += from[at + x] * weight + from[nextAt + x] * nextWeight;
    }
  }

  private static long rounded(long sum) {
    return ((sum + HALF) >>> WeightTable.BITS) & SAMPLES;
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
