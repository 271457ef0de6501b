package dev.soban.vision.header;

import dev.soban.core.predict.PredictionException.InvalidInput;

/**
 * Walks a WebP's chunks. Canvas and coded picture each state a size and may disagree: the larger
 * one counts.
 */
final class WebpHeaders {
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER_BYTES = 8;
  private static final int FRAME_HEADER_BYTES = 16;
  private static final int SIDE_14_BITS = 0x3FFF;
  private static final int ALPHA_FLAG = 0x10;
  private static final int MAX_CHUNKS = 1 << 16;

  private final HeaderBytes file;
  private int width;
  private int height;
  private int animationFrames;
  private int pictures;
  private boolean alpha;
  private Orientation orientation = Orientation.UPRIGHT;

  private WebpHeaders(HeaderBytes file) {
    this.file = file;
  }

  static PictureHeader read(HeaderBytes file) {
    return new WebpHeaders(file).read();
  }

  private PictureHeader read() {
    long end = CHUNK_HEADER_BYTES + file.u32(4);
    if (end > file.size()) {
      throw new InvalidInput(
          "picture: a WebP of %d bytes cut off after %d; send the whole file"
              .formatted(end, file.size()));
    }
    walk(end);
    if (pictures + animationFrames == 0) {
      throw new InvalidInput("picture: a WebP without picture data");
    }
    return new PictureHeader(
        PictureFormat.WEBP,
        width,
        height,
        Math.max(1, animationFrames),
        alpha ? 4 : 3,
        8,
        orientation,
        PictureHeader.Jpeg.NONE);
  }

  private void walk(long end) {
    long chunk = FIRST_CHUNK;
    for (int i = 0; i < MAX_CHUNKS && chunk + CHUNK_HEADER_BYTES <= end; i++) {
      long length = file.u32(chunk + 4);
      chunk(chunk, length);
      chunk += CHUNK_HEADER_BYTES + length + (length & 1);
    }
  }

  private void chunk(long chunk, long length) {
    long body = chunk + CHUNK_HEADER_BYTES;
    if (file.says(chunk, "VP8X")) {
      alpha = (file.u8(body) & ALPHA_FLAG) != 0;
      grow(u24(body + 4) + 1, u24(body + 7) + 1);
    } else if (file.says(chunk, "ANMF")) {
      animationFrames++;
      grow(u24(body + 6) + 1, u24(body + 9) + 1);
      chunk(body + FRAME_HEADER_BYTES);
    } else if (file.says(chunk, "EXIF") && length <= file.size() - body) {
      orientation = ExifOrientation.of(file.slice(body, length));
    } else {
      chunk(chunk);
    }
  }

  /** A coded picture, lossy or lossless. */
  private void chunk(long chunk) {
    long body = chunk + CHUNK_HEADER_BYTES;
    if (file.says(chunk, "VP8 ")) {
      pictures++;
      grow(file.u16(body + 6) & SIDE_14_BITS, file.u16(body + 8) & SIDE_14_BITS);
    } else if (file.says(chunk, "VP8L")) {
      pictures++;
      long sides = file.u32(body + 1);
      alpha |= ((sides >> 28) & 1) != 0;
      grow((int) (sides & SIDE_14_BITS) + 1, (int) ((sides >> 14) & SIDE_14_BITS) + 1);
    }
  }

  private void grow(int atLeastWidth, int atLeastHeight) {
    width = Math.max(width, atLeastWidth);
    height = Math.max(height, atLeastHeight);
  }

  private int u24(long offset) {
    return file.u16(offset) | (file.u8(offset + 2) << 16);
  }
}
