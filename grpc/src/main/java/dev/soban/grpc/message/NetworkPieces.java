package dev.soban.grpc.message;

import io.grpc.HasByteBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A message in the network's own buffers, each of which goes back when it was read. */
final class NetworkPieces implements Pieces {
  private final InputStream stream;
  private final HasByteBuffer buffers;
  private long lent;

  /**
   * @param stream is a {@link HasByteBuffer} too, and closed with this
   */
  NetworkPieces(InputStream stream) {
    this.stream = stream;
    this.buffers = (HasByteBuffer) stream;
  }

  @Override
  public @Nullable MemorySegment next() throws IOException {
    stream.skipNBytes(lent);
    lent = 0;
    @Nullable ByteBuffer buffer = buffers.getByteBuffer();
    if (buffer == null) {
      return null;
    }
    lent = buffer.remaining();
    return MemorySegment.ofBuffer(buffer);
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
