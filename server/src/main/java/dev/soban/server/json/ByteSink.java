package dev.soban.server.json;

import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Memory that grows with what is written. Not thread-safe; made to be reused. */
public final class ByteSink extends OutputStream {
  private static final int INITIAL_BYTES = 1 << 10;
  private byte[] bytes = new byte[INITIAL_BYTES];
  private int size;

  @Override
  public void write(int value) {
    ensureRoom(1);
    bytes[size++] = (byte) value;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    ensureRoom(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  public void write(MemorySegment source) {
    int length = Math.toIntExact(source.byteSize());
    ensureRoom(length);
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, 0, bytes, size, length);
    size += length;
  }

  /** What was written so far; valid until the next write. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  public int size() {
    return size;
  }

  public int capacity() {
    return bytes.length;
  }

  /** Forgets what was written and keeps the memory. */
  public void clear() {
    size = 0;
  }

  /** Nothing to do: memory is not buffered, and closing a generator leaves it usable. */
  @Override
  public void close() {}

  private void ensureRoom(int length) {
    if (length > bytes.length - size) {
      int needed = Math.addExact(size, length);
      long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
      bytes = Arrays.copyOf(bytes, Math.max(needed, (int) doubled));
    }
  }
}
