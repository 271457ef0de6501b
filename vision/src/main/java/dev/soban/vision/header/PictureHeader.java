package dev.soban.vision.header;

/**
 * What a picture claims to be, before it is turned upright.
 *
 * @param width the larger of what the container and the coded picture say; so is {@code height}
 * @param bitDepth bits per sample
 * @param jpeg how a JPEG is coded, {@link Jpeg#NONE} for other formats
 */
public record PictureHeader(
    PictureFormat format,
    int width,
    int height,
    int frames,
    int components,
    int bitDepth,
    Orientation orientation,
    Jpeg jpeg) {

  public long pixels() {
    return (long) width * height;
  }

  /**
   * How a JPEG is coded.
   *
   * @param process the low nibble of its start-of-frame marker: 0 baseline, 2 progressive, 3
   *     lossless, ...
   * @param scans passes over the picture; counted for progressive files only
   * @param adobe whether an Adobe segment is there, which means that CMYK is stored inverted
   */
  public record Jpeg(int process, int scans, boolean adobe) {
    public static final Jpeg NONE = new Jpeg(0, 1, false);
    private static final int LOSSLESS = 3;

    public boolean lossless() {
      return (process & 3) == LOSSLESS;
    }

    boolean progressive() {
      return (process & 3) == 2;
    }
  }
}
