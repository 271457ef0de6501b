package dev.soban.vision.header;

import dev.soban.core.predict.PredictionException.InvalidInput;

/** Walks a GIF's blocks and counts its frames. */
final class GifHeaders {
  private static final int TABLE_FLAG = 0x80;
  private static final int TRAILER = 0x3B;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;

  private final HeaderBytes file;
  private long offset = 13;
  private int frames;
  private int width;
  private int height;

  private GifHeaders(HeaderBytes file) {
    this.file = file;
  }

  static PictureHeader read(HeaderBytes file) {
    return new GifHeaders(file).read();
  }

  private PictureHeader read() {
    offset += tableBytes(file.u8(10));
    walk();
    if (frames == 0) {
      throw new InvalidInput("picture: a GIF without a frame");
    }
    return new PictureHeader(
        PictureFormat.GIF,
        width,
        height,
        frames,
        1,
        8,
        Orientation.UPRIGHT,
        PictureHeader.Jpeg.NONE);
  }

  private void walk() {
    while (offset < file.size()) {
      int block = file.u8(offset++);
      if (block == TRAILER) {
        return;
      } else if (block == IMAGE) {
        frame();
      } else if (block == EXTENSION) {
        offset++;
        skipSubBlocks();
      } else if (frames > 0) {
        return;
      } else {
        throw new InvalidInput("picture: a GIF with an unknown block 0x%02x".formatted(block));
      }
    }
  }

  private void frame() {
    int frameWidth = file.u16(offset + 4);
    int frameHeight = file.u16(offset + 6);
    if (frames++ == 0 && (frameWidth == 0 || frameHeight == 0)) {
      throw new InvalidInput(
          "picture: %dx%d pixels (expected: at least 1x1)".formatted(frameWidth, frameHeight));
    }
    if (frames == 1) {
      width = Math.max(frameWidth, file.u16(6));
      height = Math.max(frameHeight, file.u16(8));
    }
    offset += 9 + tableBytes(file.u8(offset + 8)) + 1;
    skipSubBlocks();
  }

  private void skipSubBlocks() {
    while (offset < file.size()) {
      int length = file.u8(offset);
      offset += 1 + length;
      if (length == 0) {
        return;
      }
    }
    if (frames <= 1) {
      throw new InvalidInput(
          "picture: a GIF that is cut off after " + file.size() + " bytes; send the whole file");
    }
  }

  private static long tableBytes(int flags) {
    return (flags & TABLE_FLAG) == 0 ? 0 : 3L << ((flags & 7) + 1);
  }
}
