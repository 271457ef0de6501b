package dev.soban.server.json;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads memory as a stream. */
final class SegmentInput extends InputStream {
  private final MemorySegment memory;
  private long position;

  SegmentInput(MemorySegment memory) {
    this.memory = memory;
  }

  @Override
  public int read() {
    if (position == memory.byteSize()) {
      return -1;
    }
    return memory.get(ValueLayout.JAVA_BYTE, position++) & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    long left = memory.byteSize() - position;
    if (left == 0) {
      return -1;
    }
    int count = (int) Math.min(left, length);
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, position, target, offset, count);
    position += count;
    return count;
  }
}
