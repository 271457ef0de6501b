package dev.soban.vision.decode;

import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.vision.header.PictureFormat;
import dev.soban.vision.header.PictureHeader;
import dev.soban.vision.resample.Pixels;
import dev.soban.vision.resample.Pixels.Kind;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/** Decodes every format with ImageIO, on the heap. */
public final class ImageIoDecoder implements PictureDecoder {
  /** Larger pictures are read with gaps, so that a few of them fit into a small heap. */
  private static final long MOST_PIXELS_WHOLE = 8_000_000;

  private final ImageIoReaders readers = new ImageIoReaders();

  @Override
  public Pixels decode(MemorySegment file, PictureHeader header, Wish wish) {
    try {
      return read(file, header.format(), wish);
    } catch (PredictionException refusal) {
      throw refusal;
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      // on odd files the readers throw whatever their code runs into: index out of bounds, null
      // pointer, an array of impossible size; all of it means that the file is broken
      throw new InvalidInput("picture: a broken " + header.format() + ": " + reason(e));
    }
  }

  @Override
  public long heapBytes(PictureHeader header, long fileBytes, Wish wish) {
    int gap = gap(header.width(), header.height(), wish.reduction());
    int width = Pixels.shrunk(header.width(), gap);
    int height = Pixels.shrunk(header.height(), gap);
    long samples = Math.max(3, header.components());
    long read = (long) width * height * samples * (header.bitDepth() > 8 ? 2 : 1);
    int divisor = wish.reduction().of(width, height);
    long reduced =
        (long) Integer.BYTES * Pixels.shrunk(width, divisor) * Pixels.shrunk(height, divisor);
    return inReader(header, fileBytes, samples) + read + reduced;
  }

  /** What readers keep beside the picture that they return, which most read row by row. */
  private static long inReader(PictureHeader header, long fileBytes, long samples) {
    return switch (header.format()) {
      case WEBP -> header.pixels() * Integer.BYTES;
      // A picture of one strip, when that is a JPEG.
      case TIFF -> header.pixels() * samples;
      // The run-length codes.
      case BMP -> fileBytes;
      case JPEG -> header.jpeg().lossless() ? header.pixels() * samples * Integer.BYTES : 0;
      case PNG, GIF -> 0;
    };
  }

  private Pixels read(MemorySegment file, PictureFormat format, Wish wish) throws IOException {
    ImageReader reader = readers.open(format);
    List<String> complaints = new ArrayList<>();
    MemorySegment seen = format == PictureFormat.JPEG ? JpegProfiles.hidden(file) : file;
    try (SegmentInputStream stream = new SegmentInputStream(seen)) {
      reader.setInput(stream, true, true);
      reader.addIIOReadWarningListener((source, warning) -> complaints.add(warning));
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      int gap = gap(width, height, wish.reduction());
      BufferedImage image = reader.read(0, every(gap, reader.getDefaultReadParam()));
      Pixels pixels = pixels(image, width, height, gap, wish);
      if (format == PictureFormat.JPEG && !complaints.isEmpty()) {
        JpegComplaints.check(complaints.getFirst(), () -> lastNeverDecoded(pixels));
      }
      return pixels;
    } finally {
      reader.dispose();
    }
  }

  /** Reads every pixel, or every second, third, ... of each row and column. */
  private static int gap(int width, int height, ReductionRule reduction) {
    double tooMany = (double) width * height / MOST_PIXELS_WHOLE;
    int wanted = (int) Math.ceil(Math.sqrt(tooMany));
    return Math.max(1, Math.min(wanted, reduction.of(width, height)));
  }

  private static ImageReadParam every(int gap, ImageReadParam read) {
    read.setSourceSubsampling(gap, gap, 0, 0);
    return read;
  }

  private static Pixels pixels(BufferedImage image, int width, int height, int gap, Wish wish) {
    int divisor = wish.reduction().of(image.getWidth(), image.getHeight());
    int[] reduced = new BoxReducer(ImageRows.of(image), divisor).reduce();
    return new Pixels(MemorySegment.ofArray(reduced), Kind.RGBX, width, height, gap * divisor);
  }

  private static boolean lastNeverDecoded(Pixels pixels) {
    int size = pixels.kind().sizeBytes();
    return JpegComplaints.neverDecoded(
        pixels.data().asSlice(pixels.data().byteSize() - size, size));
  }

  private static String reason(Throwable e) {
    if (e instanceof EOFException) {
      return "cut off";
    }
    String text = e.getMessage();
    return text == null || text.isBlank() ? "its parts do not fit together" : text;
  }
}
