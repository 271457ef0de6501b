package dev.soban.vision.resample;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Decoded pixels in rows without gaps; fewer than the stored picture has when a decoder shrank it
 * on the way.
 *
 * @param divisor by how much it shrank; sides are rounded up, so the last pixel of a row or column
 *     may stand for less than a whole one
 */
public record Pixels(
    MemorySegment data, Kind kind, int storedWidth, int storedHeight, int divisor) {

  /** Bits from one channel to the next in a packed pixel. */
  static final int LANE = 21;

  /** A one in each channel of a packed pixel. */
  static final long ONES = 1 | (1L << LANE) | (1L << (2 * LANE));

  private static final ValueLayout.OfInt PIXEL =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** What a pixel is made of. */
  public enum Kind {
    /** One byte. */
    GRAY(1),
    /** Red, green, blue and a byte without meaning. */
    RGBX(4),
    /** Cyan, magenta, yellow, key: 255 is full ink. */
    CMYK(4),
    /** As Adobe's programs store it: 0 is full ink. */
    INVERTED_CMYK(4);

    private final int sizeBytes;

    Kind(int sizeBytes) {
      this.sizeBytes = sizeBytes;
    }

    public int sizeBytes() {
      return sizeBytes;
    }
  }

  public int width() {
    return shrunk(storedWidth, divisor);
  }

  public int height() {
    return shrunk(storedHeight, divisor);
  }

  /** Width of the stored picture in these pixels. */
  double spanX() {
    return (double) storedWidth / divisor;
  }

  /** Height of the stored picture in these pixels. */
  double spanY() {
    return (double) storedHeight / divisor;
  }

  /** What a side becomes. */
  public static int shrunk(int stored, int divisor) {
    return (stored + divisor - 1) / divisor;
  }

  /** Reads part of a row as packed red, green and blue; the row arrays are scratch. */
  void pack(int y, int fromX, int count, RowScratch scratch) {
    long offset = ((long) y * width() + fromX) * kind.sizeBytes;
    if (kind == Kind.GRAY) {
      MemorySegment.copy(data, ValueLayout.JAVA_BYTE, offset, scratch.bytes, 0, count);
      packGray(scratch.bytes, count, scratch.packed);
      return;
    }
    MemorySegment.copy(data, PIXEL, offset, scratch.ints, 0, count);
    switch (kind) {
      case RGBX -> packRgb(scratch.ints, count, scratch.packed);
      case CMYK -> packCmyk(scratch.ints, 0xFFFFFFFF, count, scratch.packed);
      case INVERTED_CMYK -> packCmyk(scratch.ints, 0, count, scratch.packed);
      case GRAY -> throw new AssertionError("packed above");
    }
  }

  private static void packGray(byte[] from, int count, long[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = (from[i] & 0xFF) * ONES;
    }
  }

  private static void packRgb(int[] from, int count, long[] to) {
    for (int i = 0; i < count; i++) {
      long pixel = from[i];
      to[i] = packed(pixel & 0xFF, (pixel >> 8) & 0xFF, (pixel >> 16) & 0xFF);
    }
  }

  private static void packCmyk(int[] from, int flip, int count, long[] to) {
    for (int i = 0; i < count; i++) {
      int ink = from[i] ^ flip;
      int key = ink >>> 24;
      to[i] =
          packed(
              by255((ink & 0xFF) * key),
              by255(((ink >> 8) & 0xFF) * key),
              by255(((ink >> 16) & 0xFF) * key));
    }
  }

  private static long packed(long red, long green, long blue) {
    return red | (green << LANE) | (blue << (2 * LANE));
  }

  private static int by255(int product) {
    return (product + 127) / 255;
  }

  /** Arrays that one row passes through. */
  static final class RowScratch {
    private byte[] bytes = new byte[0];
    private int[] ints = new int[0];
    long[] packed = new long[0];

    void fit(int count) {
      if (packed.length < count) {
        bytes = new byte[count];
        ints = new int[count];
        packed = new long[count];
      }
    }
  }
}
