package dev.soban.net.server.http2;

import dev.soban.net.server.connection.OutboundProgress;
import dev.soban.net.server.connection.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Counts the bytes of a connection, framing and all. */
@SuppressWarnings("FutureReturnValueIgnored") // the promise tells
final class WireCounter extends ChannelDuplexHandler {
  private final Traffic traffic;
  private final OutboundProgress progress;

  WireCounter(Traffic traffic, Channel channel) {
    this.traffic = traffic;
    progress = new OutboundProgress(channel);
  }

  OutboundProgress progress() {
    return progress;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    traffic.received(((ByteBuf) message).readableBytes());
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    int length = ((ByteBuf) message).readableBytes();
    traffic.sent(length);
    progress.enqueued(length);
    context.write(message, promise);
  }
}
