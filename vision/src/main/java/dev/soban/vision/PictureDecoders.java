package dev.soban.vision;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.model.PictureInput.Decoder;
import dev.soban.vision.decode.ImageIoDecoder;
import dev.soban.vision.decode.PictureDecoder;
import dev.soban.vision.decode.PixelBudget;
import dev.soban.vision.header.PictureFormat;
import dev.soban.vision.header.PictureHeader;
import dev.soban.vision.resample.Resampler;
import dev.soban.vision.turbojpeg.TurboJpeg;
import dev.soban.vision.turbojpeg.TurboJpegDecoder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decoders this machine has, shared by all models. Thread-safe. Closing it frees the native
 * ones, each when its last picture is done.
 */
public final class PictureDecoders implements AutoCloseable {
  private static final long PIXELS_AT_ONCE = 50_000_000;
  private static final int COMMON_BIT_DEPTH = 8;

  private final @Nullable TurboJpeg turboJpeg;
  private final PictureDecoder imageIo = new ImageIoDecoder();
  private final PixelBudget budget = new PixelBudget(PIXELS_AT_ONCE);
  private final ArrayDeque<Desk> idle = new ArrayDeque<>();
  private boolean closed;

  private PictureDecoders(@Nullable TurboJpeg turboJpeg) {
    this.turboJpeg = turboJpeg;
  }

  /** Looks for libturbojpeg where the system keeps its libraries. */
  public static PictureDecoders find() {
    return find(TurboJpeg.NAMES);
  }

  /** Looks for libturbojpeg under the given names or paths; an empty list means: without it. */
  public static PictureDecoders find(List<String> turboJpegLibraries) {
    Optional<TurboJpeg> found = TurboJpeg.find(turboJpegLibraries);
    return new PictureDecoders(found.orElse(null));
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

  PixelBudget budget() {
    return budget;
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

    /** libturbojpeg 2 knows neither lossless JPEGs nor 12 bits, whatever a model pins. */
    PictureDecoder decoder(PictureHeader header, Decoder wanted) {
      boolean able =
          header.format() == PictureFormat.JPEG
              && header.bitDepth() == COMMON_BIT_DEPTH
              && !header.jpeg().lossless();
      return jpegDecoder != null && able && wanted != Decoder.IMAGEIO ? jpegDecoder : imageIo;
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
