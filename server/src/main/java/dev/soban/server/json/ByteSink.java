package dev.soban.server.json;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * Memory that grows with what is written, up to a piece of 1 MiB and then by further pieces, for
 * which there must be room. Not thread-safe; made to be reused.
 */
public final class ByteSink extends OutputStream {
  public static final int PIECE_BYTES = 1 << 20;
  private static final int INITIAL_BYTES = 1 << 10;

  private final HeapRoom room;
  private final List<byte[]> full = new ArrayList<>(0);
  private byte[] bytes = new byte[INITIAL_BYTES];
  private int size;

  /**
   * @param room for what goes beyond one piece
   */
  public ByteSink(HeapRoom room) {
    this.room = room;
  }

  @Override
  public void write(int value) {
    ensureSpace(1);
    bytes[size++] = (byte) value;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    write(MemorySegment.ofArray(source).asSlice(offset, length));
  }

  public void write(MemorySegment source) {
    long from = 0;
    while (from < source.byteSize()) {
      ensureSpace(source.byteSize() - from);
      int fits = (int) Math.min(bytes.length - size, source.byteSize() - from);
      MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from, bytes, size, fits);
      size += fits;
      from += fits;
    }
  }

  /** What was written so far, in one piece; valid until the next write. */
  public ByteBuffer view() {
    if (full.isEmpty()) {
      return ByteBuffer.wrap(bytes, 0, size);
    }
    ByteBuffer joined = ByteBuffer.allocate(Math.toIntExact(size()));
    views().forEach(joined::put);
    return joined.flip();
  }

  /** What was written so far; valid until the next write. */
  public Queue<ByteBuffer> views() {
    Queue<ByteBuffer> views = new ArrayDeque<>(full.size() + 1);
    full.forEach(piece -> views.add(ByteBuffer.wrap(piece)));
    views.add(ByteBuffer.wrap(bytes, 0, size));
    return views;
  }

  public void writeTo(OutputStream target) throws IOException {
    for (byte[] piece : full) {
      target.write(piece);
    }
    target.write(bytes, 0, size);
  }

  public long size() {
    return (long) full.size() * PIECE_BYTES + size;
  }

  /** Forgets what was written, keeps the memory of one piece and gives the rest back. */
  public void clear() {
    room.give((long) full.size() * PIECE_BYTES);
    full.clear();
    size = 0;
  }

  /** Hands over what was written, with the room it takes, and starts anew. */
  public Pieces detach() {
    Pieces pieces = new Pieces(views(), room, (long) full.size() * PIECE_BYTES);
    full.clear();
    bytes = new byte[INITIAL_BYTES];
    size = 0;
    return pieces;
  }

  /** Text to be sent piece by piece; closing it gives back its room. */
  public record Pieces(Queue<ByteBuffer> buffers, HeapRoom room, long taken)
      implements AutoCloseable {
    @Override
    public void close() {
      buffers.clear();
      room.give(taken);
    }
  }

  /** Nothing to do: memory is not buffered, and closing a generator leaves it usable. */
  @Override
  public void close() {}

  /** Makes space for at least one byte, and for all of them where a piece holds them. */
  private void ensureSpace(long wanted) {
    if (size + wanted <= bytes.length) {
      return;
    }
    if (bytes.length < PIECE_BYTES) {
      long doubled = Math.max(2L * bytes.length, size + wanted);
      bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, PIECE_BYTES));
    } else if (size == PIECE_BYTES) {
      room.take(PIECE_BYTES, (long) full.size() * PIECE_BYTES, "answer");
      full.add(bytes);
      bytes = new byte[PIECE_BYTES];
      size = 0;
    }
  }
}
