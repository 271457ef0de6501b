package dev.soban.vision.header;

import dev.soban.core.predict.PredictionException.InvalidInput;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A file's bytes, read at offsets that the file itself names: reading past the end is a refusal.
 */
record HeaderBytes(MemorySegment file, ByteOrder order) {
  private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;

  static HeaderBytes bigEndian(MemorySegment file) {
    return new HeaderBytes(file, ByteOrder.BIG_ENDIAN);
  }

  static HeaderBytes littleEndian(MemorySegment file) {
    return new HeaderBytes(file, ByteOrder.LITTLE_ENDIAN);
  }

  long size() {
    return file.byteSize();
  }

  int u8(long offset) {
    require(offset, 1);
    return file.get(ValueLayout.JAVA_BYTE, offset) & 0xFF;
  }

  int u16(long offset) {
    require(offset, 2);
    return file.get(U16.withOrder(order), offset) & 0xFFFF;
  }

  long u32(long offset) {
    require(offset, 4);
    return Integer.toUnsignedLong(file.get(U32.withOrder(order), offset));
  }

  int s32(long offset) {
    require(offset, 4);
    return file.get(U32.withOrder(order), offset);
  }

  /** Whether the bytes at the offset are these characters; false past the end. */
  boolean says(long offset, String latin1) {
    byte[] expected = latin1.getBytes(StandardCharsets.ISO_8859_1);
    if (offset < 0 || expected.length > size() - offset) {
      return false;
    }
    return MemorySegment.mismatch(
            file,
            offset,
            offset + expected.length,
            MemorySegment.ofArray(expected),
            0,
            expected.length)
        < 0;
  }

  HeaderBytes slice(long offset, long length) {
    require(offset, length);
    return new HeaderBytes(file.asSlice(offset, length), order);
  }

  void require(long offset, long length) {
    if (offset < 0 || length < 0 || offset > size() - length) {
      throw new InvalidInput("picture: cut off after " + size() + " bytes; send the whole file");
    }
  }
}
