package dev.soban.vision.header;

import dev.soban.core.predict.PredictionException.InvalidInput;

/** Reads a PNG's first chunk and walks the others for frames and EXIF. */
final class PngHeaders {
  private static final int SIGNATURE_BYTES = 8;
  private static final int CHUNK_BYTES = 12;
  private static final int MAX_CHUNKS = 1 << 16;

  private PngHeaders() {}

  static PictureHeader read(HeaderBytes file) {
    if (!file.says(12, "IHDR") || file.u32(SIGNATURE_BYTES) != 13) {
      throw new InvalidInput("picture: a PNG that does not start with IHDR");
    }
    PictureHeader header =
        new PictureHeader(
            PictureFormat.PNG,
            (int) Math.min(Integer.MAX_VALUE, file.u32(16)),
            (int) Math.min(Integer.MAX_VALUE, file.u32(20)),
            1,
            components(file.u8(25)),
            file.u8(24),
            Orientation.UPRIGHT,
            PictureHeader.Jpeg.NONE);
    if (Integer.bitCount(header.bitDepth()) != 1 || header.bitDepth() > 16) {
      throw new InvalidInput(
          "picture: a PNG of " + header.bitDepth() + " bits (expected: 1, 2, 4, 8 or 16)");
    }
    return walk(file, header);
  }

  private static int components(int colourType) {
    return switch (colourType) {
      case 0, 3 -> 1;
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default ->
          throw new InvalidInput(
              "picture: a PNG of colour type " + colourType + " (expected: 0, 2, 3, 4 or 6)");
    };
  }

  private static PictureHeader walk(HeaderBytes file, PictureHeader header) {
    Orientation orientation = Orientation.UPRIGHT;
    int frames = 1;
    boolean data = false;
    long chunk = SIGNATURE_BYTES;
    for (int i = 0; i < MAX_CHUNKS && chunk + CHUNK_BYTES <= file.size(); i++) {
      long length = file.u32(chunk);
      long body = chunk + 8;
      if (file.says(chunk + 4, "IEND")) {
        break;
      } else if (file.says(chunk + 4, "IDAT")) {
        data = true;
        file.require(body, length);
      } else if (file.says(chunk + 4, "acTL")) {
        frames = (int) Math.min(Integer.MAX_VALUE, file.u32(body));
      } else if (file.says(chunk + 4, "eXIf") && length <= file.size() - body) {
        orientation = ExifOrientation.of(file.slice(body, length));
      }
      chunk += CHUNK_BYTES + length;
    }
    if (!data) {
      throw new InvalidInput("picture: a PNG without picture data");
    }
    return new PictureHeader(
        header.format(),
        header.width(),
        header.height(),
        frames,
        header.components(),
        header.bitDepth(),
        orientation,
        header.jpeg());
  }
}
