package dev.soban.vision.decode;

import dev.soban.vision.resample.Pixels;
import java.util.Arrays;

/** Shrinks rows by averaging squares of pixels, as a JPEG decoder's scaling does. */
final class BoxReducer {
  private static final int LANE = 21;
  private static final int LANE_MASK = (1 << LANE) - 1;

  private final ImageRows rows;
  private final int divisor;
  private final int width;
  private final int height;

  BoxReducer(ImageRows rows, int divisor) {
    this.rows = rows;
    this.divisor = divisor;
    this.width = Pixels.shrunk(rows.width(), divisor);
    this.height = Pixels.shrunk(rows.height(), divisor);
  }

  /** The pixels, row by row, red in the lowest byte. */
  int[] reduce() {
    int[] reduced = new int[width * height];
    if (divisor == 1) {
      copy(reduced);
    } else {
      average(reduced);
    }
    return reduced;
  }

  private void copy(int[] target) {
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      rows.read(y, row);
      System.arraycopy(row, 0, target, y * width, width);
    }
  }

  private void average(int[] target) {
    int[] row = new int[rows.width()];
    long[] sums = new long[width];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, 0);
      int end = Math.min(rows.height(), (y + 1) * divisor);
      for (int from = y * divisor; from < end; from++) {
        rows.read(from, row);
        add(row, sums);
      }
      divide(sums, end - y * divisor, target, y * width);
    }
  }

  private void add(int[] row, long[] sums) {
    int column = 0;
    for (int x = 0; x < sums.length; x++) {
      int end = Math.min(row.length, column + divisor);
      long sum = 0;
      for (; column < end; column++) {
        long pixel = row[column];
        sum +=
            (pixel & 0xFF)
                | ((pixel & 0xFF00) << (LANE - 8))
                | ((pixel & 0xFF0000) << (2 * (LANE - 8)));
      }
      sums[x] += sum;
    }
  }

  private void divide(long[] sums, int rowsSummed, int[] target, int offset) {
    for (int x = 0; x < sums.length; x++) {
      int columns = Math.min(divisor, rows.width() - x * divisor);
      int count = columns * rowsSummed;
      long sum = sums[x];
      target[offset + x] =
          average(sum, count)
              | (average(sum >>> LANE, count) << 8)
              | (average(sum >>> (2 * LANE), count) << 16);
    }
  }

  private static int average(long sum, int count) {
    return ((int) (sum & LANE_MASK) + count / 2) / count;
  }
}
