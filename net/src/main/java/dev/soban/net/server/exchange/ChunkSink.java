package dev.soban.net.server.exchange;

import dev.soban.net.BodyException;
import io.netty.buffer.ByteBuf;

/** Where a body's bytes go. */
interface ChunkSink {
  /** Takes a chunk and owns it; {@code last} when {@link #end} follows at once. */
  void chunk(ByteBuf bytes, boolean last);

  void end();

  void fail(BodyException failure);
}
