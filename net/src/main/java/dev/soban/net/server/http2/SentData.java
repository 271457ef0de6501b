package dev.soban.net.server.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Stream;

/** Writes frames and notes how much data of each stream the peer's windows have let out. */
final class SentData extends DefaultHttp2FrameWriter {
  private final Http2Connection connection;
  private final Http2Connection.PropertyKey exchangeKey;

  SentData(Http2Connection connection, Http2Connection.PropertyKey exchangeKey) {
    this.connection = connection;
    this.exchangeKey = exchangeKey;
  }

  @Override
  public ChannelFuture writeData(
      ChannelHandlerContext context,
      int streamId,
      ByteBuf data,
      int padding,
      boolean endStream,
      ChannelPromise promise) {
    Http2Stream stream = connection.stream(streamId);
    Http2Exchange exchange = stream == null ? null : stream.getProperty(exchangeKey);
    if (exchange != null) {
      exchange.wire().sent(data.readableBytes());
    }
    return super.writeData(context, streamId, data, padding, endStream, promise);
  }
}
