package dev.soban.grpc.message;

import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A message as it lies in the network's buffers: in pieces, which may end anywhere. */
final class SplitStream extends InputStream implements KnownLength, HasByteBuffer, Detachable {
  private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
  boolean closed;

  SplitStream(byte[] message, RandomGenerator random, int longest) {
    for (int at = 0; at < message.length; ) {
      int size = Math.min(message.length - at, random.nextInt(1, longest + 1));
      ByteBuffer piece = ByteBuffer.allocateDirect(size).put(message, at, size).flip();
      pieces.add(piece.asReadOnlyBuffer());
      at += size;
    }
  }

  @Override
  public int available() {
    return pieces.stream().mapToInt(ByteBuffer::remaining).sum();
  }

  @Override
  public boolean byteBufferSupported() {
    return true;
  }

  @Override
  public @Nullable ByteBuffer getByteBuffer() {
    return pieces.isEmpty() ? null : pieces.getFirst().slice();
  }

  @Override
  public long skip(long count) {
    if (pieces.isEmpty()) {
      return 0;
    }
    ByteBuffer piece = pieces.getFirst();
    int size = (int) Math.min(count, piece.remaining());
    piece.position(piece.position() + size);
    if (!piece.hasRemaining()) {
      pieces.removeFirst();
    }
    return size;
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException("read byte by byte");
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    throw new UnsupportedOperationException("copied to the heap");
  }

  @Override
  public InputStream detach() {
    return this;
  }

  @Override
  public void close() {
    closed = true;
  }
}
