package dev.soban.core.cache;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Makes fingerprints of words, texts and memory: two lanes that multiply and rotate, eight bytes at
 * a time. Fast and well spread, but no defence against somebody who looks for collisions.
 */
final class Digest {
  private static final long P1 = 0x9E3779B97F4A7C15L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0xD6E8FEB86659FD93L;

  private long low = P2;
  private long high = P4;
  private long words;

  Digest add(long word) {
    low = (Long.rotateLeft(low, 27) ^ (word * P1)) * P2;
    high = (Long.rotateLeft(high, 33) + Long.rotateLeft(word * P3, 31)) * P4;
    words++;
    return this;
  }

  /** The length comes first, so that texts in a row cannot be cut in two ways. */
  Digest add(String text) {
    add(text.length());
    for (int i = 0; i < text.length(); i++) {
      add(text.charAt(i));
    }
    return this;
  }

  Digest add(MemorySegment memory) {
    long size = memory.byteSize();
    add(size);
    long whole = size & -Long.BYTES;
    for (long i = 0; i < whole; i += Long.BYTES) {
      add(memory.get(ValueLayout.JAVA_LONG_UNALIGNED, i));
    }
    long rest = 0;
    for (long i = whole; i < size; i++) {
      rest = (rest << Byte.SIZE) | (memory.get(ValueLayout.JAVA_BYTE, i) & 0xFF);
    }
    return whole < size ? add(rest) : this;
  }

  Fingerprint end() {
    long mixed = mixed(low ^ words);
    return new Fingerprint(mixed(high + mixed), mixed);
  }

  private static long mixed(long bits) {
    long mixed = (bits ^ (bits >>> 33)) * P1;
    mixed = (mixed ^ (mixed >>> 29)) * P3;
    return mixed ^ (mixed >>> 32);
  }
}
