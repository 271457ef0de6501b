package dev.soban.net.server.http2;

import dev.soban.net.server.http2.FloodGuard.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;

/** Brings what the codec reads to the exchanges, and counts what asks for nothing. */
final class FrameEvents extends Http2EventAdapter {
  private final Http2Session session;

  FrameEvents(Http2Session session) {
    this.session = session;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int streamId,
      Http2Headers headers,
      int padding,
      boolean endStream)
      throws Http2Exception {
    Http2Exchange exchange = session.streams().of(streamId);
    if (exchange == null) {
      session.checkAnswersAreRead();
      session.streams().requested(streamId, headers, endStream);
    } else if (endStream) {
      // Trailers, of which nothing is read.
      exchange.requestEnded();
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int streamId,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endStream)
      throws Http2Exception {
    onHeadersRead(context, streamId, headers, padding, endStream);
  }

  /** Gives the padding back at once; the data is given back as it is taken. */
  @Override
  public int onDataRead(
      ChannelHandlerContext context, int streamId, ByteBuf data, int padding, boolean endStream)
      throws Http2Exception {
    if (!data.isReadable() && !endStream) {
      session.count(Kind.IDLE_TALK);
      return padding;
    }
    Http2Exchange exchange = session.streams().of(streamId);
    if (exchange == null) {
      return data.readableBytes() + padding;
    }
    exchange.data(data.retain(), endStream);
    return padding;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext context, int streamId, long errorCode)
      throws Http2Exception {
    Http2Exchange exchange = session.streams().of(streamId);
    if (exchange == null || !exchange.answered()) {
      session.count(Kind.RESET);
    }
  }

  @Override
  public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
    session.count(Kind.IDLE_TALK);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext context, long data) {
    session.departure().acknowledged();
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings)
      throws Http2Exception {
    session.count(Kind.IDLE_TALK);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext context,
      int streamId,
      int streamDependency,
      short weight,
      boolean exclusive)
      throws Http2Exception {
    session.count(Kind.IDLE_TALK);
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext context,
      byte frameType,
      int streamId,
      Http2Flags flags,
      ByteBuf payload)
      throws Http2Exception {
    session.count(Kind.IDLE_TALK);
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    Http2Exchange exchange = session.streams().of(stream);
    if (exchange != null) {
      exchange.streamClosed();
    }
    session.departure().streamClosed();
  }
}
