package dev.soban.net;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A whole body in contiguous pooled memory. Who receives one closes it; after that neither the
 * segment nor the buffer may be touched. Closing twice has no effect.
 */
public interface Body extends AutoCloseable {
  /** The bytes as a segment; of native memory, except where the platform gave heap memory. */
  MemorySegment segment();

  /** The bytes as a read-only buffer with a position of its own. */
  ByteBuffer buffer();

  long size();

  @Override
  void close();
}
