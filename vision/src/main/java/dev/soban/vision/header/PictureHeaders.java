package dev.soban.vision.header;

import dev.soban.core.predict.PredictionException.InvalidInput;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Tells a picture's format by its first bytes and reads its header. */
public final class PictureHeaders {
  private static final String EXPECTED = "a JPEG, PNG, GIF, BMP, WebP or TIFF file";
  private static final int SHOWN_BYTES = 9;

  /** Formats that people do send, named so that they learn what to convert. */
  private static final List<Foreign> FOREIGN =
      List.of(
          new Foreign("an AVIF", 4, "ftypavif"),
          new Foreign("an AVIF", 4, "ftypavis"),
          new Foreign("a HEIC", 4, "ftyphe"),
          new Foreign("a HEIF", 4, "ftypmif1"),
          new Foreign("a HEIF", 4, "ftypmsf1"),
          new Foreign("a JPEG XL", 4, "JXL "),
          new Foreign("a JPEG XL", 0, "\u00FF\n"),
          new Foreign("a JPEG 2000", 4, "jP  "),
          new Foreign("a JPEG 2000", 0, "\u00FFO\u00FFQ"),
          new Foreign("an ICO", 0, "\0\0\1\0"),
          new Foreign("a CUR", 0, "\0\0\2\0"),
          new Foreign("a QOI", 0, "qoif"),
          new Foreign("a PSD", 0, "8BPS"),
          new Foreign("a BigTIFF", 0, "II+\0"),
          new Foreign("a BigTIFF", 0, "MM\0+"),
          new Foreign("an OpenEXR", 0, "v/1\1"),
          new Foreign("a PDF", 0, "%PDF"),
          new Foreign("a ZIP", 0, "PK\3\4"),
          new Foreign("a gzip", 0, "\u001F\u008B"),
          new Foreign("an SVG", 0, "<svg"));

  private PictureHeaders() {}

  /**
   * Reads no more than the header says is header, but for progressive JPEGs, whose scans are
   * counted.
   *
   * @throws dev.soban.core.predict.PredictionException.InvalidInput when it is no picture, or its
   *     header is broken
   */
  public static PictureHeader read(MemorySegment file) {
    HeaderBytes big = HeaderBytes.bigEndian(file);
    if (big.size() == 0) {
      throw new InvalidInput("picture: empty (expected: " + EXPECTED + ")");
    }
    PictureHeader header =
        switch (sniff(big)) {
          case JPEG -> JpegHeaders.read(big);
          case PNG -> PngHeaders.read(big);
          case GIF -> GifHeaders.read(HeaderBytes.littleEndian(file));
          case BMP -> BmpHeaders.read(HeaderBytes.littleEndian(file));
          case WEBP -> WebpHeaders.read(HeaderBytes.littleEndian(file));
          case TIFF -> TiffHeaders.read(big);
        };
    if (header.width() < 1 || header.height() < 1) {
      throw new InvalidInput(
          "picture: %dx%d pixels (expected: at least 1x1)"
              .formatted(header.width(), header.height()));
    }
    return header;
  }

  private static PictureFormat sniff(HeaderBytes file) {
    if (file.says(0, "\u00FF\u00D8\u00FF")) {
      return PictureFormat.JPEG;
    }
    if (file.says(0, "\u0089PNG\r\n\u001A\n")) {
      return PictureFormat.PNG;
    }
    if (file.says(0, "GIF87a") || file.says(0, "GIF89a")) {
      return PictureFormat.GIF;
    }
    if (file.says(0, "RIFF") && file.says(8, "WEBP")) {
      return PictureFormat.WEBP;
    }
    if (file.says(0, "II*\0") || file.says(0, "MM\0*")) {
      return PictureFormat.TIFF;
    }
    if (file.says(0, "BM")) {
      return PictureFormat.BMP;
    }
    throw foreign(file);
  }

  private static InvalidInput foreign(HeaderBytes file) {
    for (Foreign format : FOREIGN) {
      if (file.says(format.offset, format.magic)) {
        return new InvalidInput(
            "picture: " + format.name + " file (expected: " + EXPECTED + "); convert it first");
      }
    }
    if (file.size() > 2 && portableAnymap(file)) {
      return new InvalidInput("picture: a PNM file (expected: " + EXPECTED + "); convert it first");
    }
    return new InvalidInput(
        "picture: not " + EXPECTED + " (starts with '" + shown(file.file()) + "')");
  }

  private static boolean portableAnymap(HeaderBytes file) {
    return file.u8(0) == 'P'
        && file.u8(1) >= '1'
        && file.u8(1) <= '7'
        && Character.isWhitespace(file.u8(2));
  }

  private static String shown(MemorySegment file) {
    StringBuilder text = new StringBuilder();
    for (long i = 0; i < Math.min(SHOWN_BYTES, file.byteSize()); i++) {
      int value = file.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
      if (value >= ' ' && value < 0x7F && value != '\'' && value != '\\') {
        text.append((char) value);
      } else {
        text.append("\\x%02x".formatted(value));
      }
    }
    return text.toString();
  }

  private record Foreign(String name, int offset, String magic) {}
}
