package dev.soban.vision.header;

import dev.soban.core.model.PictureInput.Limits;
import dev.soban.core.predict.PredictionException.InputTooLarge;

/** Refuses pictures that would cost too much, by their headers alone. */
public final class HeaderLimits {
  /** No encoder writes more than some dozen. */
  private static final int MAX_SCANS = 500;

  /** What every honest encoder may write, at any size. */
  private static final int USUAL_SCANS = 20;

  /** Pixels times scans of a progressive JPEG: what its decoding costs. */
  private static final long MAX_SCANNED_PIXELS = 500_000_000;

  private HeaderLimits() {}

  /** Checked before the header is read. */
  public static void checkBytes(long bytes, Limits limits) {
    if (bytes > limits.maxBytes()) {
      throw new InputTooLarge(
          "picture: %d bytes (expected: at most %d bytes; send a smaller picture)"
              .formatted(bytes, limits.maxBytes()));
    }
  }

  public static void check(PictureHeader header, Limits limits) {
    if (header.pixels() > limits.maxPixels()) {
      throw tooLarge(header, limits.maxPixels() + " pixels");
    }
    if (Math.max(header.width(), header.height()) > limits.maxSide()) {
      throw tooLarge(header, limits.maxSide() + " pixels a side");
    }
    if (header.frames() > limits.maxFrames()) {
      throw new InputTooLarge(
          "picture: %d frames (expected: at most %d; only the first is looked at)"
              .formatted(header.frames(), limits.maxFrames()));
    }
    checkScans(header);
  }

  private static InputTooLarge tooLarge(PictureHeader header, String most) {
    return new InputTooLarge(
        "picture: %dx%d pixels (expected: at most %s; send a smaller picture)"
            .formatted(header.width(), header.height(), most));
  }

  private static void checkScans(PictureHeader header) {
    int scans = header.jpeg().scans();
    long most = Math.min(MAX_SCANS, Math.max(USUAL_SCANS, MAX_SCANNED_PIXELS / header.pixels()));
    if (scans > most) {
      throw new InputTooLarge(
          "picture: a progressive JPEG of %d scans (expected: at most %d at this size; save it as a baseline JPEG)"
              .formatted(scans, most));
    }
  }
}
