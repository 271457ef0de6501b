package dev.soban.vision.header;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Counts the scans of a progressive JPEG. Each costs a pass over all coefficients however few bytes
 * it has, so a small file can ask for minutes of work.
 */
final class JpegScans {
  private static final ValueLayout.OfLong EIGHT_BYTES =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final int SOS = 0xDA;
  private static final int EOI = 0xD9;

  /** Counting stops here: no limit is higher. */
  private static final int ENOUGH = 1_000;

  private JpegScans() {}

  /** The scans from the first one's header on, at least 1. */
  static int count(MemorySegment file, long firstScan) {
    int scans = 1;
    for (long at = nextMarker(file, firstScan); at >= 0; at = nextMarker(file, at)) {
      int marker = file.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
      if (marker == EOI || (marker == SOS && ++scans >= ENOUGH)) {
        return scans;
      }
    }
    return scans;
  }

  /** Offset of the byte behind the next {@code FF}, or -1 when there is none. */
  private static long nextMarker(MemorySegment file, long from) {
    long last = file.byteSize() - 1;
    long at = from;
    while (at <= last - Long.BYTES) {
      // a byte of FF is a zero byte of the complement
      long complement = ~file.get(EIGHT_BYTES, at);
      long zeros = (complement - LOW_BITS) & ~complement & HIGH_BITS;
      if (zeros != 0) {
        return at + (Long.numberOfTrailingZeros(zeros) >> 3) + 1;
      }
      at += Long.BYTES;
    }
    while (at < last) {
      if (file.get(ValueLayout.JAVA_BYTE, at++) == (byte) 0xFF) {
        return at;
      }
    }
    return -1;
  }
}
