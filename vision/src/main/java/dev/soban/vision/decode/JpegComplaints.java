package dev.soban.vision.decode;

import dev.soban.core.predict.PredictionException.InvalidInput;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.BooleanSupplier;

/**
 * What a JPEG decoder complains about while it decodes on: harmless, or a picture to refuse.
 *
 * <p>Cameras leave the end marker away, and stray bytes between segments are common; such pictures
 * are whole and are taken. Where coded data is missing or wrong the decoder paints grey or garbage.
 * A model would answer such a picture as confidently as a sound one, so it is refused; Pillow and
 * TensorFlow refuse truncated files, too.
 */
public final class JpegComplaints {
  private JpegComplaints() {}

  /**
   * Refuses what is not harmless.
   *
   * @param complaint libjpeg's first message
   * @param tailMissing whether the last pixel was never decoded; asked when the file ended early
   */
  public static void check(String complaint, BooleanSupplier tailMissing) {
    if (saysEnded(complaint)) {
      if (tailMissing.getAsBoolean()) {
        throw new InvalidInput("picture: a JPEG that is cut off; send the whole file");
      }
    } else if (complaint.startsWith("Corrupt JPEG data") && !complaint.contains("extraneous")) {
      throw new InvalidInput("picture: a broken JPEG: " + complaint);
    }
  }

  /** libjpeg leaves what it has no data for in the middle between black and white. */
  public static boolean neverDecoded(MemorySegment pixel) {
    for (long i = 0; i < Math.min(3, pixel.byteSize()); i++) {
      int sample = pixel.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
      if (sample < 127 || sample > 128) {
        return false;
      }
    }
    return true;
  }

  private static boolean saysEnded(String complaint) {
    return complaint.contains("Premature end of") || complaint.contains("Missing EOI");
  }
}
