package dev.soban.vision.header;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.vision.header.PictureHeader.Jpeg;

/** Walks a JPEG's segments up to its first scan. */
final class JpegHeaders {
  private static final int SOF0 = 0xC0;
  private static final int DHT = 0xC4;
  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;
  private static final int SOF15 = 0xCF;
  private static final int RST0 = 0xD0;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;
  private static final int TEM = 0x01;

  private final HeaderBytes file;
  private long offset = 2;
  private long frame = -1;
  private int process;
  private boolean adobe;
  private Orientation orientation = Orientation.UPRIGHT;

  private JpegHeaders(HeaderBytes file) {
    this.file = file;
  }

  static PictureHeader read(HeaderBytes file) {
    return new JpegHeaders(file).read();
  }

  private PictureHeader read() {
    for (int marker = nextMarker(); marker != SOS; marker = nextMarker()) {
      if (marker == EOI) {
        throw new InvalidInput("picture: a JPEG that ends before its picture begins");
      }
      if (standsAlone(marker)) {
        continue;
      }
      segment(marker);
    }
    if (frame < 0) {
      throw new InvalidInput("picture: a JPEG without a frame header");
    }
    Jpeg coding = new Jpeg(process, 1, adobe);
    int scans = coding.progressive() ? JpegScans.count(file.file(), offset) : 1;
    return new PictureHeader(
        PictureFormat.JPEG,
        file.u16(frame + 3),
        file.u16(frame + 1),
        1,
        file.u8(frame + 5),
        file.u8(frame),
        orientation,
        new Jpeg(process, scans, adobe));
  }

  private void segment(int marker) {
    int length = file.u16(offset);
    if (length < 2) {
      throw new InvalidInput("picture: a JPEG segment of " + length + " bytes (expected: >= 2)");
    }
    long body = offset + 2;
    if (startsFrame(marker) && frame < 0) {
      file.require(body, 6);
      frame = body;
      process = marker - SOF0;
    } else if (marker == APP1 && file.says(body, "Exif\0")) {
      exif(body, length - 2L);
    } else if (marker == APP14 && file.says(body, "Adobe")) {
      adobe = true;
    }
    offset += length;
  }

  private void exif(long body, long length) {
    if (orientation == Orientation.UPRIGHT && length <= file.size() - body) {
      orientation = ExifOrientation.of(file.slice(body, length));
    }
  }

  /** Skips what stands between segments, as libjpeg does: stray bytes and {@code FF 00}. */
  private int nextMarker() {
    while (true) {
      while (file.u8(offset) != 0xFF) {
        offset++;
      }
      while (file.u8(offset) == 0xFF) {
        offset++;
      }
      int marker = file.u8(offset++);
      if (marker != 0) {
        return marker;
      }
    }
  }

  private static boolean startsFrame(int marker) {
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
  }

  private static boolean standsAlone(int marker) {
    return marker == TEM || (marker >= RST0 && marker <= SOI);
  }
}
