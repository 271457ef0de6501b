package dev.soban.vision.header;

import dev.soban.core.predict.PredictionException;
import java.nio.ByteOrder;

/**
 * Finds the orientation in EXIF data, which is a small TIFF file. Broken EXIF is common and harms
 * nobody but itself: it counts as upright.
 */
final class ExifOrientation {
  private static final int ORIENTATION_TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY_BYTES = 12;

  private ExifOrientation() {}

  static Orientation of(HeaderBytes exif) {
    try {
      return read(exif.says(0, "Exif\0") ? exif.slice(6, exif.size() - 6) : exif);
    } catch (PredictionException cutOff) {
      return Orientation.UPRIGHT;
    }
  }

  private static Orientation read(HeaderBytes exif) {
    HeaderBytes tiff = ordered(exif);
    long directory = tiff.u32(4);
    int entries = tiff.u16(directory);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + (long) i * ENTRY_BYTES;
      if (tiff.u16(entry) == ORIENTATION_TAG && tiff.u16(entry + 2) == SHORT) {
        return Orientation.ofTag(tiff.u16(entry + 8));
      }
    }
    return Orientation.UPRIGHT;
  }

  private static HeaderBytes ordered(HeaderBytes exif) {
    return new HeaderBytes(
        exif.file(), exif.says(0, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }
}
