package dev.soban.vision.decode;

import dev.soban.core.predict.PredictionException.InvalidInput;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/**
 * Rows of a decoded image as red, green and blue of 8 bits, red in the lowest byte.
 *
 * <p>Samples are taken as they are stored, as other tools that feed models do: no colour profile is
 * applied (Java would brighten 16-bit grey), opacity is left away, 16 bits lose their lower 8.
 */
interface ImageRows {
  int width();

  int height();

  void read(int y, int[] rgbx);

  static ImageRows of(BufferedImage image) {
    ColorModel colours = image.getColorModel();
    if (colours instanceof IndexColorModel palette) {
      return new Indexed(image.getRaster(), palette(palette));
    }
    int space = colours.getColorSpace().getType();
    int bands = image.getRaster().getNumBands();
    if (space == ColorSpace.TYPE_RGB && bands >= 3) {
      return interleavedBytes(image.getRaster())
          ? new Interleaved(image.getRaster())
          : new Sampled(image.getRaster(), Mix.RGB, shifts(image.getRaster()));
    }
    if (space == ColorSpace.TYPE_GRAY) {
      return new Sampled(image.getRaster(), Mix.GRAY, shifts(image.getRaster()));
    }
    if (space == ColorSpace.TYPE_CMYK && bands >= 4) {
      return new Sampled(image.getRaster(), Mix.CMYK, shifts(image.getRaster()));
    }
    return new Managed(image);
  }

  private static int[] palette(IndexColorModel palette) {
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    for (int i = 0; i < colours.length; i++) {
      colours[i] = Integer.reverseBytes(colours[i]) >>> 8;
    }
    return colours;
  }

  private static boolean interleavedBytes(Raster raster) {
    return raster.getDataBuffer() instanceof DataBufferByte
        && raster.getSampleModel() instanceof PixelInterleavedSampleModel
        && raster.getSampleModelTranslateX() == 0
        && raster.getSampleModelTranslateY() == 0;
  }

  /** How far each band's samples are from 8 bits. */
  private static int[] shifts(Raster raster) {
    int type = raster.getTransferType();
    if (type != DataBuffer.TYPE_BYTE
        && type != DataBuffer.TYPE_USHORT
        && type != DataBuffer.TYPE_INT) {
      throw new InvalidInput("picture: signed or fractional samples (expected: 1 to 16 bits)");
    }
    int[] bits = raster.getSampleModel().getSampleSize();
    for (int i = 0; i < bits.length; i++) {
      if (bits[i] > 16) {
        throw new InvalidInput("picture: samples of " + bits[i] + " bits (expected: 1 to 16)");
      }
    }
    return bits;
  }

  /** Colours by number. */
  final class Indexed implements ImageRows {
    private final Raster raster;
    private final int[] palette;

    Indexed(Raster raster, int[] palette) {
      this.raster = raster;
      this.palette = palette;
    }

    @Override
    public int width() {
      return raster.getWidth();
    }

    @Override
    public int height() {
      return raster.getHeight();
    }

    @Override
    public void read(int y, int[] rgbx) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width(), 1, 0, rgbx);
      for (int x = 0; x < width(); x++) {
        // a number beyond the palette is a broken file; black, as libpng shows it
        rgbx[x] = rgbx[x] < palette.length ? palette[rgbx[x]] : 0;
      }
    }
  }

  /** The common case, byte after byte. */
  record Interleaved(Raster raster) implements ImageRows {
    @Override
    public int width() {
      return raster.getWidth();
    }

    @Override
    public int height() {
      return raster.getHeight();
    }

    @Override
    public void read(int y, int[] rgbx) {
      PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) raster.getSampleModel();
      DataBufferByte buffer = (DataBufferByte) raster.getDataBuffer();
      int[] bands = model.getBandOffsets();
      byte[] bytes = buffer.getData(0);
      int step = model.getPixelStride();
      int red = bands[0];
      int green = bands[1];
      int blue = bands[2];
      int at = buffer.getOffset() + y * model.getScanlineStride();
      for (int x = 0; x < width(); x++, at += step) {
        rgbx[x] = rgbx(bytes[at + red] & 0xFF, bytes[at + green] & 0xFF, bytes[at + blue] & 0xFF);
      }
    }
  }

  /** What a pixel's bands mean. */
  enum Mix {
    RGB,
    GRAY,
    CMYK
  }

  /** Any depth and arrangement. */
  final class Sampled implements ImageRows {
    private final Raster raster;
    private final Mix mix;
    private final int[] bits;
    private final int[] samples;

    Sampled(Raster raster, Mix mix, int[] bits) {
      this.raster = raster;
      this.mix = mix;
      this.bits = bits;
      this.samples = new int[raster.getWidth() * bits.length];
    }

    @Override
    public int width() {
      return raster.getWidth();
    }

    @Override
    public int height() {
      return raster.getHeight();
    }

    @Override
    public void read(int y, int[] rgbx) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width(), 1, samples);
      for (int x = 0, at = 0; x < width(); x++, at += bits.length) {
        rgbx[x] = pixel(at);
      }
    }

    private int pixel(int at) {
      return switch (mix) {
        case RGB -> rgbx(sample(at, 0), sample(at, 1), sample(at, 2));
        case GRAY -> rgbx(sample(at, 0), sample(at, 0), sample(at, 0));
        case CMYK -> {
          int light = 255 - sample(at, 3);
          yield rgbx(under(light, at, 0), under(light, at, 1), under(light, at, 2));
        }
      };
    }

    private int under(int light, int at, int band) {
      return ((255 - sample(at, band)) * light + 127) / 255;
    }

    private int sample(int at, int band) {
      int value = samples[at + band];
      int size = bits[band];
      if (size == 8) {
        return value;
      }
      return size > 8 ? value >>> (size - 8) : value * 255 / ((1 << size) - 1);
    }
  }

  /** Rare colour spaces (Lab and the like), converted by Java's colour management. */
  record Managed(BufferedImage image) implements ImageRows {
    @Override
    public int width() {
      return image.getWidth();
    }

    @Override
    public int height() {
      return image.getHeight();
    }

    @Override
    public void read(int y, int[] rgbx) {
      image.getRGB(0, y, width(), 1, rgbx, 0, width());
      for (int x = 0; x < width(); x++) {
        rgbx[x] = Integer.reverseBytes(rgbx[x]) >>> 8;
      }
    }
  }

  private static int rgbx(int red, int green, int blue) {
    return red | (green << 8) | (blue << 16);
  }
}
