package dev.soban.net.wire;

import dev.soban.net.Body;
import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** A body in one of Netty's buffers, which it owns. */
public final class PooledBody implements Body {
  private final ByteBuf bytes;
  private final int size;
  private boolean closed;

  public PooledBody(ByteBuf bytes) {
    this.bytes = bytes;
    size = bytes.readableBytes();
  }

  @Override
  public MemorySegment segment() {
    return MemorySegment.ofBuffer(bytes.nioBuffer()).asReadOnly();
  }

  @Override
  public ByteBuffer buffer() {
    return bytes.nioBuffer().asReadOnlyBuffer();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      bytes.release();
    }
  }
}
