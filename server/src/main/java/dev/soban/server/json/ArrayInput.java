package dev.soban.server.json;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads scattered values as one array: a bracket, the values with commas between, a bracket. */
final class ArrayInput extends InputStream {
  private final MemorySegment text;
  private final JsonRegions regions;
  private int next;
  private long position;
  private long end;

  ArrayInput(MemorySegment text, JsonRegions regions) {
    this.text = text;
    this.regions = regions;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int count = 0;
    while (count < length) {
      if (position < end) {
        int fits = (int) Math.min(end - position, length - count);
        MemorySegment.copy(text, ValueLayout.JAVA_BYTE, position, target, offset + count, fits);
        position += fits;
        count += fits;
      } else if (next > Math.max(1, regions.size())) {
        break;
      } else {
        target[offset + count++] = (byte) punctuation();
      }
    }
    return count == 0 && length > 0 ? -1 : count;
  }

  /** What comes between the value that was read and the next one, which is then in turn. */
  private char punctuation() {
    int index = next++;
    if (index < regions.size()) {
      position = regions.from(index);
      end = regions.to(index);
      return index == 0 ? '[' : ',';
    }
    return index == 0 ? '[' : ']';
  }
}
