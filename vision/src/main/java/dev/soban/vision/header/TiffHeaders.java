package dev.soban.vision.header;

import dev.soban.core.predict.PredictionException.InvalidInput;
import java.nio.ByteOrder;

/** Reads a TIFF's first directory and counts the others. */
final class TiffHeaders {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int ORIENTATION = 274;
  private static final int SAMPLES = 277;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int SHORT = 3;

  /** Bytes of a value of type 0, 1, ... 13, as digits. */
  private static final String TYPE_BYTES = "11124811248484";

  private static final int ENTRY_BYTES = 12;
  private static final int MAX_DIRECTORIES = 1 << 16;
  private static final int MAX_SAMPLES = 5;

  private final HeaderBytes file;
  private long width;
  private long height;
  private long tileWidth;
  private long tileHeight;
  private long bits = 1;
  private long samples = 1;
  private Orientation orientation = Orientation.UPRIGHT;

  private TiffHeaders(HeaderBytes file) {
    this.file = file;
  }

  static PictureHeader read(HeaderBytes file) {
    ByteOrder order = file.says(0, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    return new TiffHeaders(new HeaderBytes(file.file(), order)).read();
  }

  private PictureHeader read() {
    long directory = file.u32(4);
    int entries = file.u16(directory);
    for (int i = 0; i < entries; i++) {
      entry(directory + 2 + (long) i * ENTRY_BYTES);
    }
    if (samples > MAX_SAMPLES) {
      throw new InvalidInput(
          "picture: a TIFF of " + samples + " samples per pixel (expected: 1 to 5)");
    }
    // a decoder allocates whole tiles, which may be larger than the picture
    return new PictureHeader(
        PictureFormat.TIFF,
        side(width, tileWidth),
        side(height, tileHeight),
        directories(directory),
        (int) samples,
        (int) bits,
        orientation,
        PictureHeader.Jpeg.NONE);
  }

  private static int side(long stated, long tile) {
    long slack = 2 * Math.max(stated, 1) + 1024;
    return (int) Math.min(Integer.MAX_VALUE, tile > slack ? tile : stated);
  }

  private void entry(long entry) {
    checkSize(entry);
    switch (file.u16(entry)) {
      case WIDTH -> width = value(entry);
      case HEIGHT -> height = value(entry);
      case BITS -> bits = bits(entry);
      case SAMPLES -> samples = value(entry);
      case TILE_WIDTH -> tileWidth = value(entry);
      case TILE_HEIGHT -> tileHeight = value(entry);
      case ORIENTATION -> orientation = Orientation.ofTag((int) value(entry));
      default -> {}
    }
  }

  /** Decoders allocate what an entry claims before they read it. */
  private void checkSize(long entry) {
    int type = file.u16(entry + 2);
    long bytes = type < TYPE_BYTES.length() ? TYPE_BYTES.charAt(type) - '0' : 1;
    if (file.u32(entry + 4) * bytes > file.size()) {
      throw new InvalidInput(
          "picture: a TIFF whose entry %d claims more bytes than the file has"
              .formatted(file.u16(entry)));
    }
  }

  private long value(long entry) {
    return file.u16(entry + 2) == SHORT ? file.u16(entry + 8) : file.u32(entry + 8);
  }

  /** The first sample's bits; more than two samples' bits lie elsewhere in the file. */
  private long bits(long entry) {
    return file.u32(entry + 4) <= 2 ? file.u16(entry + 8) : file.u16(file.u32(entry + 8));
  }

  private int directories(long first) {
    int count = 1;
    long directory = first;
    while (count < MAX_DIRECTORIES) {
      long link = directory + 2 + (long) file.u16(directory) * ENTRY_BYTES;
      directory = link + 4 <= file.size() ? file.u32(link) : 0;
      // links lead forwards in sound files; backwards they could go round for ever
      if (directory == 0 || directory <= link - 4 || directory + 2 > file.size()) {
        return count;
      }
      count++;
    }
    return count;
  }
}
