package dev.soban.core.model;

import dev.soban.core.tensor.DataType;
import java.util.Collections;
import java.util.List;

/**
 * What a picture becomes before it enters the model: decoded, turned upright, fitted to a size, its
 * channels ordered, and each sample {@code s} (0 to 255) mapped to {@code (s * scale - mean) /
 * std}.
 *
 * @param input name of the model's input
 * @param mean one value per channel in the given channel order, or one for all
 * @param std one value per channel in the given channel order, or one for all
 */
public record PictureInput(
    String input,
    Fit fit,
    Channels channels,
    Layout layout,
    double scale,
    List<Double> mean,
    List<Double> std,
    DataType dataType,
    Decoder decoder,
    Limits limits) {

  public PictureInput {
    mean = perChannel("mean", mean, channels.count());
    std = perChannel("std", std, channels.count());
    if (std.contains(0.0)) {
      throw new IllegalArgumentException("std: " + std + " (expected: no zero)");
    }
  }

  /** The size of the model's picture and how any other picture is brought to it. */
  public record Fit(int width, int height, Resize resize, int shortSide, Filter filter, int pad) {
    public Fit {
      if (width < 1 || height < 1) {
        throw new IllegalArgumentException(
            "size: " + width + "x" + height + " (expected: at least 1x1)");
      }
      if (resize == Resize.SHORT_SIDE_CROP && shortSide < Math.max(width, height)) {
        throw new IllegalArgumentException(
            "short_side: " + shortSide + " (expected: >= " + Math.max(width, height) + ")");
      }
      if (pad < 0 || pad > 255) {
        throw new IllegalArgumentException("pad: " + pad + " (expected: 0 to 255)");
      }
    }
  }

  /** How the proportions are treated. */
  public enum Resize {
    /** Width and height each to the wanted one; proportions change. */
    STRETCH,
    /** The shorter side to {@code shortSide}, then the centre is cut out. */
    SHORT_SIDE_CROP,
    /** The whole picture inside, centred, the rest padded. */
    LETTERBOX,
    /** The whole picture inside, at the top left, the rest padded. */
    LETTERBOX_TOP_LEFT
  }

  /** How new samples are computed from old ones. */
  public enum Filter {
    /** Four neighbours of the sample's place, half-pixel centres; quick, aliases when shrinking. */
    BILINEAR,
    /** A triangle as wide as the shrinking asks for, as Pillow does. */
    ANTIALIAS
  }

  /** Which samples, in which order. */
  public enum Channels {
    RGB(3),
    BGR(3),
    GRAY(1);

    private final int count;

    Channels(int count) {
      this.count = count;
    }

    public int count() {
      return count;
    }
  }

  /** Order of the dimensions. */
  public enum Layout {
    NCHW,
    NHWC
  }

  /** Which JPEG decoder; they differ by a grey level or two, so a version may pin one. */
  public enum Decoder {
    AUTO,
    TURBOJPEG,
    IMAGEIO
  }

  /** Bounds checked on the header, before anything is decoded. */
  public record Limits(long maxBytes, long maxPixels, int maxSide, int maxFrames) {
    public static final Limits DEFAULT = new Limits(50L << 20, 40_000_000, 16_384, 1_000);
  }

  private static List<Double> perChannel(String name, List<Double> values, int channels) {
    if (values.size() == 1) {
      return Collections.nCopies(channels, values.getFirst());
    }
    if (values.size() != channels) {
      throw new IllegalArgumentException(
          name + ": " + values.size() + " values (expected: 1 or " + channels + ")");
    }
    return List.copyOf(values);
  }
}
