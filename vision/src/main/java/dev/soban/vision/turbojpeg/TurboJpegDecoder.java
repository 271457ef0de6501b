package dev.soban.vision.turbojpeg;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.vision.decode.JpegComplaints;
import dev.soban.vision.decode.NativeBuffer;
import dev.soban.vision.decode.PictureDecoder;
import dev.soban.vision.header.PictureHeader;
import dev.soban.vision.resample.Pixels;
import dev.soban.vision.resample.Pixels.Kind;
import dev.soban.vision.turbojpeg.TurboJpeg.Target;
import java.lang.foreign.MemorySegment;

/** Decodes JPEGs with libturbojpeg, off the heap. One thread at a time. */
public final class TurboJpegDecoder implements PictureDecoder {
  private static final int RGBX = 2;
  private static final int GRAY = 6;
  private static final int CMYK = 11;
  private static final int LIMIT_SCANS = 1 << 15;
  private static final int WARNING = 0;
  private static final int COMPONENTS_OF_CMYK = 4;

  private final TurboJpeg library;
  private final MemorySegment handle;
  private final NativeBuffer pixels = new NativeBuffer();
  private final NativeBuffer fileCopy = new NativeBuffer();

  public TurboJpegDecoder(TurboJpeg library) {
    this.library = library;
    this.handle = library.initDecompress();
    if (handle.equals(MemorySegment.NULL)) {
      throw new IllegalStateException(library.name() + ": no decompressor: out of memory");
    }
  }

  @Override
  public Pixels decode(MemorySegment file, PictureHeader header, Wish wish) {
    int divisor = wish.reduction().of(header.width(), header.height());
    int width = Pixels.shrunk(header.width(), divisor);
    int height = Pixels.shrunk(header.height(), divisor);
    Kind kind = kind(header, wish.gray());
    MemorySegment memory = pixels.ofSize((long) width * height * kind.sizeBytes());
    Target target = new Target(memory, width, height);
    if (library.decompress(handle, reachable(file), target, format(kind), LIMIT_SCANS) != 0) {
      complain(memory, kind);
    }
    return new Pixels(memory, kind, header.width(), header.height(), divisor);
  }

  private void complain(MemorySegment memory, Kind kind) {
    String complaint = library.errorText(handle);
    if (library.errorCode(handle) != WARNING) {
      throw new InvalidInput("picture: a broken JPEG: " + complaint);
    }
    MemorySegment last = memory.asSlice(memory.byteSize() - kind.sizeBytes());
    JpegComplaints.check(complaint, () -> JpegComplaints.neverDecoded(last));
  }

  private MemorySegment reachable(MemorySegment file) {
    if (file.isNative()) {
      return file;
    }
    return fileCopy.ofSize(file.byteSize()).copyFrom(file);
  }

  private static Kind kind(PictureHeader header, boolean gray) {
    if (header.components() == COMPONENTS_OF_CMYK) {
      return header.jpeg().adobe() ? Kind.INVERTED_CMYK : Kind.CMYK;
    }
    return gray || header.components() == 1 ? Kind.GRAY : Kind.RGBX;
  }

  private static int format(Kind kind) {
    return switch (kind) {
      case GRAY -> GRAY;
      case RGBX -> RGBX;
      case CMYK, INVERTED_CMYK -> CMYK;
    };
  }

  @Override
  public void trim() {
    pixels.trim();
    fileCopy.trim();
  }

  @Override
  public void close() {
    library.destroy(handle);
    pixels.close();
    fileCopy.close();
  }
}
