package dev.soban.vision;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.model.PictureInput.Decoder;
import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.vision.decode.DecodeBudget;
import dev.soban.vision.decode.ImageIoDecoder;
import dev.soban.vision.decode.PictureDecoder;
import dev.soban.vision.decode.PictureDecoder.Wish;
import dev.soban.vision.header.PictureFormat;
import dev.soban.vision.header.PictureHeader;
import dev.soban.vision.resample.Resampler;
import dev.soban.vision.turbojpeg.TurboJpeg;
import dev.soban.vision.turbojpeg.TurboJpegDecoder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The decoders this machine has, shared by all models. Thread-safe. Closing it frees the native
 * ones, each when its last picture is done.
 */
public final class PictureDecoders implements AutoCloseable {
  private static final long PIXELS_AT_ONCE = 50_000_000;

  /** Half of the heap: the largest arrays must find room in one piece, beside all else. */
  private static final int HEAP_PARTS = 2;

  private static final int COMMON_BIT_DEPTH = 8;

  private final @Nullable TurboJpeg turboJpeg;
  private final PictureDecoder imageIo = new ImageIoDecoder();
  private final DecodeBudget pixels = new DecodeBudget(PIXELS_AT_ONCE);
  private final DecodeBudget heap;
  private final ArrayDeque<Desk> idle = new ArrayDeque<>();
  private boolean closed;

  private PictureDecoders(@Nullable TurboJpeg turboJpeg, long heapBytes) {
    this.turboJpeg = turboJpeg;
    this.heap = new DecodeBudget(heapBytes);
  }

  /** Looks for libturbojpeg where the system keeps its libraries. */
  public static PictureDecoders find() {
    return find(TurboJpeg.NAMES);
  }

  /** Looks for libturbojpeg under the given names or paths; an empty list means: without it. */
  public static PictureDecoders find(List<String> turboJpegLibraries) {
    return find(turboJpegLibraries, Runtime.getRuntime().maxMemory() / HEAP_PARTS);
  }

  /**
   * @param heapBytes what pictures may take of the Java heap while they are decoded, all together
   */
  public static PictureDecoders find(List<String> turboJpegLibraries, long heapBytes) {
    Optional<TurboJpeg> found = TurboJpeg.find(turboJpegLibraries);
    return new PictureDecoders(found.orElse(null), heapBytes);
  }

  /** Which JPEG decoder is used, and how to get the faster one; one line for the log. */
  public String description() {
    return turboJpeg != null
        ? "pictures: JPEG through " + turboJpeg.name() + ", other formats through ImageIO"
        : "pictures: all formats through ImageIO; libturbojpeg was not found, with it JPEGs decode"
            + " several times faster (Debian, Ubuntu: apt install libturbojpeg0; Fedora: dnf"
            + " install turbojpeg; Alpine: apk add libjpeg-turbo; macOS: brew install jpeg-turbo)";
  }

  void require(Decoder decoder) throws ModelLoadException {
    if (decoder == Decoder.TURBOJPEG && turboJpeg == null) {
      throw new ModelLoadException(
          "image.decoder: turbojpeg (expected: imageio or auto, as libturbojpeg is not installed;"
              + " or install it, on Debian and Ubuntu with: apt install libturbojpeg0)");
    }
  }

  /**
   * What decoding the picture takes of the heap.
   *
   * @throws InputTooLarge when that is more than there is for pictures
   */
  long heapBytes(PictureHeader header, long fileBytes, Decoder wanted, Wish wish) {
    long bytes = onHeap(header, wanted) ? imageIo.heapBytes(header, fileBytes, wish) : 0;
    if (bytes > heap.whole()) {
      throw new InputTooLarge(
          "picture: %dx%d pixels of %s take %d MiB of the Java heap to decode (expected: at most %d MiB, half of it; send a smaller picture, or give the server more heap with SOBAN_JAVA_OPTS=-Xmx1g)"
              .formatted(
                  header.width(),
                  header.height(),
                  header.format(),
                  bytes >> 20,
                  heap.whole() >> 20));
    }
    return bytes;
  }

  /** Decodes once there is room for the pixels and the bytes of heap. */
  <T> T within(long pixelCount, long heapBytes, Supplier<T> decode) {
    return heapBytes == 0
        ? pixels.within(pixelCount, decode)
        : heap.within(heapBytes, () -> pixels.within(pixelCount, decode));
  }

  /** libturbojpeg 2 knows neither lossless JPEGs nor 12 bits, whatever a model pins. */
  private boolean onHeap(PictureHeader header, Decoder wanted) {
    return turboJpeg == null
        || wanted == Decoder.IMAGEIO
        || header.format() != PictureFormat.JPEG
        || header.bitDepth() != COMMON_BIT_DEPTH
        || header.jpeg().lossless();
  }

  /** Somewhere to decode one picture; closing it makes it free for the next. */
  Desk desk() {
    synchronized (idle) {
      Desk desk = idle.pollLast();
      if (desk != null) {
        return desk;
      }
    }
    return new Desk(turboJpeg == null ? null : new TurboJpegDecoder(turboJpeg));
  }

  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(Desk::free);
      idle.clear();
    }
  }

  /** A JPEG decoder and scratch memory. Used by one thread at a time. */
  final class Desk implements AutoCloseable {
    private final @Nullable TurboJpegDecoder jpegDecoder;
    private final Resampler.Scratch scratch = new Resampler.Scratch();

    private Desk(@Nullable TurboJpegDecoder jpegDecoder) {
      this.jpegDecoder = jpegDecoder;
    }

    PictureDecoder decoder(PictureHeader header, Decoder wanted) {
      return jpegDecoder == null || onHeap(header, wanted) ? imageIo : jpegDecoder;
    }

    Resampler.Scratch scratch() {
      return scratch;
    }

    @Override
    public void close() {
      scratch.trim();
      if (jpegDecoder != null) {
        jpegDecoder.trim();
      }
      synchronized (idle) {
        if (!closed) {
          idle.addLast(this);
          return;
        }
      }
      free();
    }

    private void free() {
      if (jpegDecoder != null) {
        jpegDecoder.close();
      }
    }
  }
}
