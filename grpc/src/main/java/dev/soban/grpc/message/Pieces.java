package dev.soban.grpc.message;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The bytes of a message, piece by piece, as they lie in memory. Used once, by one thread. */
interface Pieces extends AutoCloseable {
  /** The next piece, which ends the one before; null behind the last. */
  @Nullable MemorySegment next() throws IOException;

  /** Gives the memory back. */
  @Override
  void close();
}
