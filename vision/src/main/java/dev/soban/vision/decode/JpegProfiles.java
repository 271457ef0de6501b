package dev.soban.vision.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Hides a JPEG's colour profile from decoders that would convert its colours: libturbojpeg and the
 * usual Python tools, with which models are trained, leave them as they are.
 */
final class JpegProfiles {
  private static final ValueLayout.OfShort LENGTH =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final byte APP2 = (byte) 0xE2;
  private static final byte SOS = (byte) 0xDA;
  private static final byte COMMENT = (byte) 0xFE;
  private static final byte[] NAME = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

  private JpegProfiles() {}

  /** The file itself when it has no profile, else a copy in which profiles are comments. */
  static MemorySegment hidden(MemorySegment file) {
    MemorySegment result = file;
    long marker = 2;
    // what is not a plain row of segments is left to the decoder's own judgement
    while (marker + 4 + NAME.length <= file.byteSize() && at(file, marker) == (byte) 0xFF) {
      byte kind = at(file, marker + 1);
      if (kind == SOS) {
        break;
      }
      if (kind == APP2 && named(file, marker + 4)) {
        result = result.equals(file) ? copy(file) : result;
        result.set(ValueLayout.JAVA_BYTE, marker + 1, COMMENT);
      }
      marker += 2 + Short.toUnsignedInt(file.get(LENGTH, marker + 2));
    }
    return result;
  }

  private static boolean named(MemorySegment file, long offset) {
    MemorySegment name = MemorySegment.ofArray(NAME);
    return MemorySegment.mismatch(file, offset, offset + NAME.length, name, 0, NAME.length) < 0;
  }

  private static MemorySegment copy(MemorySegment file) {
    return MemorySegment.ofArray(file.toArray(ValueLayout.JAVA_BYTE));
  }

  private static byte at(MemorySegment file, long offset) {
    return file.get(ValueLayout.JAVA_BYTE, offset);
  }
}
