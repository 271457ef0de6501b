package dev.soban.net.server.exchange;

import dev.soban.net.Body;
import dev.soban.net.BodyException;
import dev.soban.net.BodyException.BodyTooLarge;
import dev.soban.net.wire.PooledBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a whole body. One that comes in one piece is not copied; else memory grows with what has
 * really come, whatever length was declared.
 */
final class BodyCollector implements ChunkSink {
  private static final int FIRST_BYTES = 256 << 10;

  private final ByteBufAllocator allocator;
  private final long maxBytes;
  private final CompletableFuture<Body> whole = new CompletableFuture<>();
  private @Nullable ByteBuf gathered;

  BodyCollector(ByteBufAllocator allocator, long maxBytes) {
    this.allocator = allocator;
    this.maxBytes = Math.min(maxBytes, Integer.MAX_VALUE - 64);
  }

  CompletableFuture<Body> whole() {
    return whole;
  }

  @Override
  public void chunk(ByteBuf bytes, boolean last) {
    ByteBuf before = gathered;
    long size = (before == null ? 0L : before.readableBytes()) + bytes.readableBytes();
    if (whole.isDone() || size > maxBytes) {
      bytes.release();
      fail(BodyTooLarge.over(maxBytes));
    } else if (before == null && last) {
      gathered = bytes;
    } else {
      append(before, bytes, (int) size);
    }
  }

  private void append(@Nullable ByteBuf before, ByteBuf bytes, int size) {
    ByteBuf room = before == null ? allocator.directBuffer(Math.max(size, FIRST_BYTES)) : before;
    if (room.capacity() < size) {
      room.capacity((int) Math.min(Math.max(size, room.capacity() * 2L), maxBytes));
    }
    room.writeBytes(bytes);
    bytes.release();
    gathered = room;
  }

  @Override
  public void end() {
    if (!whole.isDone()) {
      ByteBuf bytes = gathered == null ? Unpooled.EMPTY_BUFFER : gathered;
      gathered = null;
      whole.complete(new PooledBody(bytes));
    }
  }

  @Override
  public void fail(BodyException failure) {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
    whole.completeExceptionally(failure);
  }
}
