package dev.soban.vision.header;

import dev.soban.core.predict.PredictionException.InvalidInput;

/** Reads a BMP's header, of OS/2 or Windows. */
final class BmpHeaders {
  private static final int HEADER_SIZE_AT = 14;
  private static final int OS2_HEADER_BYTES = 12;
  private static final int LARGEST_HEADER_BYTES = 1024;

  private BmpHeaders() {}

  static PictureHeader read(HeaderBytes file) {
    long headerBytes = file.u32(HEADER_SIZE_AT);
    if (headerBytes < OS2_HEADER_BYTES || headerBytes > LARGEST_HEADER_BYTES) {
      throw new InvalidInput(
          "picture: a BMP with a header of " + headerBytes + " bytes (expected: 12 to 124)");
    }
    if (headerBytes == OS2_HEADER_BYTES) {
      return header(file.u16(18), file.u16(20), file.u16(24));
    }
    int height = file.s32(22);
    if (height == Integer.MIN_VALUE) {
      throw new InvalidInput("picture: a BMP of height " + height);
    }
    return header(file.s32(18), Math.abs(height), file.u16(28));
  }

  private static PictureHeader header(int width, int height, int bitsPerPixel) {
    int components = bitsPerPixel <= 8 ? 1 : bitsPerPixel == 32 ? 4 : 3;
    return new PictureHeader(
        PictureFormat.BMP,
        width,
        height,
        1,
        components,
        Math.min(8, bitsPerPixel),
        Orientation.UPRIGHT,
        PictureHeader.Jpeg.NONE);
  }
}
