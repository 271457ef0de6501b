package dev.soban.net.server.exchange;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;

/** What brings a body's bytes: a connection, or one of its streams. On its event loop. */
public interface BodySource {
  /** How many bytes are read when nobody names a limit. */
  long maxBodyBytes();

  ByteBufAllocator allocator();

  EventLoop executor();

  /** Tells a peer that waits for it to send its body. */
  void writeContinue();

  /** The body may want more than when it was last asked. */
  void resume();
}
