package dev.soban.net.server.http2;

import dev.soban.net.BodyException;
import dev.soban.net.server.exchange.BodySource;
import dev.soban.net.server.exchange.IncomingBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The data of a stream on its way to whoever reads it. What nobody asked for waits here, as much as
 * the stream's window lets in; the window opens again as data is taken.
 */
final class Http2Body implements BodySource {
  private final StreamWire wire;
  private final IncomingBody incoming;
  private final Deque<ByteBuf> waiting = new ArrayDeque<>(2);
  private boolean endReceived;
  private boolean delivering;

  Http2Body(StreamWire wire, IncomingBody.Declared declared) {
    this.wire = wire;
    incoming = new IncomingBody(this, declared);
  }

  IncomingBody incoming() {
    return incoming;
  }

  /** Takes the next data, which may be empty, and owns it. */
  void data(ByteBuf bytes, boolean last) {
    endReceived |= last;
    waiting.add(bytes);
    resume();
  }

  /** Nothing follows. */
  void end() {
    data(Unpooled.EMPTY_BUFFER, true);
  }

  /** Nothing more will come; what waits is dropped. */
  void fail(BodyException why) {
    incoming.fail(why);
    waiting.forEach(ByteBuf::release);
    waiting.clear();
  }

  @Override
  public void resume() {
    if (delivering) {
      return;
    }
    delivering = true;
    try {
      while (!waiting.isEmpty() && incoming.wantsMore()) {
        ByteBuf next = waiting.remove();
        wire.consumed(next.readableBytes());
        incoming.accept(next, endReceived && waiting.isEmpty());
      }
    } finally {
      delivering = false;
    }
  }

  @Override
  public void writeContinue() {
    if (!endReceived && waiting.isEmpty()) {
      wire.headers(ResponseHeaders.CONTINUE, false);
    }
  }

  @Override
  public long maxBodyBytes() {
    return wire.session().serving().config().limits().sizes().bodyBytes();
  }

  @Override
  public ByteBufAllocator allocator() {
    return wire.allocator();
  }

  @Override
  public EventLoop executor() {
    return wire.executor();
  }
}
