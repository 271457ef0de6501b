package dev.soban.grpc.message;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A message that was gathered in one piece. */
final class BufferedPieces implements Pieces {
  private final TensorBuffer buffer;
  private boolean lent;

  /**
   * @param buffer closed with this
   */
  BufferedPieces(TensorBuffer buffer) {
    this.buffer = buffer;
  }

  @Override
  public @Nullable MemorySegment next() {
    if (lent || buffer.sizeBytes() == 0) {
      return null;
    }
    lent = true;
    return buffer.values();
  }

  @Override
  public void close() {
    buffer.close();
  }
}
