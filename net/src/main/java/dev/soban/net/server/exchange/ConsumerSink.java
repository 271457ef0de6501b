package dev.soban.net.server.exchange;

import dev.soban.net.BodyException;
import dev.soban.net.server.BodyConsumer;
import io.netty.buffer.ByteBuf;

/** Hands chunks to a handler's consumer. */
record ConsumerSink(BodyConsumer consumer) implements ChunkSink {
  @Override
  public void chunk(ByteBuf bytes, boolean last) {
    try {
      consumer.onChunk(bytes.nioBuffer().asReadOnlyBuffer());
    } finally {
      bytes.release();
    }
  }

  @Override
  public void end() {
    consumer.onEnd();
  }

  @Override
  public void fail(BodyException failure) {
    consumer.onFailure(failure);
  }
}
