package dev.soban.net.server.http1;

import dev.soban.net.server.ServerLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Netty's request decoder behind a gate: it decodes one more object only while the connection wants
 * one. What comes in meanwhile stays undecoded, and above a small amount the socket is not read.
 * Also refuses what Netty lets pass: folded headers, stray line breaks and request lines with odd
 * spacing.
 */
final class Http1Decoder extends HttpRequestDecoder {
  private static final int READ_AHEAD_BYTES = 64 << 10;
  private static final int CONTENT_BYTES = 1 << 20;
  private static final byte TLS_HANDSHAKE = 0x16;

  private final Http1Connection connection;
  private @Nullable ChannelHandlerContext context;
  private boolean decoding;
  private boolean midHead;
  private boolean malformed;

  Http1Decoder(Http1Connection connection, ServerLimits.Sizes sizes) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(sizes.requestLineBytes())
            .setMaxHeaderSize(sizes.headerBytes())
            .setMaxChunkSize(CONTENT_BYTES));
    this.connection = connection;
  }

  /** Whether a part of a head has come that is not complete. */
  boolean midHead() {
    return midHead || hasBuffered();
  }

  boolean hasBuffered() {
    return actualReadableBytes() > 0;
  }

  boolean decoding() {
    return decoding;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (connection.discardsInput()) {
      ReferenceCountUtil.release(message);
      return;
    }
    connection.received(((ByteBuf) message).readableBytes());
    decode(ctx, (ByteBuf) message);
  }

  /** Goes on with what was held back. */
  void resume() {
    ChannelHandlerContext ctx = Objects.requireNonNull(context);
    if (hasBuffered()) {
      try {
        decode(ctx, Unpooled.EMPTY_BUFFER);
      } catch (Exception e) {
        ctx.fireExceptionCaught(e);
      }
      channelReadComplete(ctx);
    }
    updateReading(ctx);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  private void decode(ChannelHandlerContext ctx, ByteBuf bytes) throws Exception {
    decoding = true;
    try {
      super.channelRead(ctx, bytes);
    } finally {
      decoding = false;
      updateReading(ctx);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (connection.discardsInput()) {
      in.skipBytes(in.readableBytes());
    } else if (connection.wantsHead()) {
      decodeHead(ctx, in, out);
    } else if (connection.wantsBody()) {
      super.decode(ctx, in, out);
    }
  }

  private void decodeHead(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Exception {
    int start = in.readerIndex();
    if (in.getByte(start) == TLS_HANDSHAKE && !midHead) {
      // Netty would take these bytes for blanks before a head, and wait for it.
      in.skipBytes(in.readableBytes());
      connection.refuse(RequestCheck.TLS, null);
      return;
    }
    super.decode(ctx, in, out);
    malformed |= hasOddLine(in, start, in.readerIndex());
    boolean moreThanLineBreak = in.readerIndex() - start > 2;
    midHead = out.isEmpty() && (midHead || moreThanLineBreak);
    if (malformed && !out.isEmpty()) {
      ((HttpObject) out.getFirst())
          .setDecoderResult(DecoderResult.failure(new IllegalArgumentException("odd line")));
    }
  }

  /**
   * Whether a line starts with a space, as folded ones do, or with a line break that is not whole.
   * Netty consumes a head by whole lines, so every region that it consumed starts with a line.
   */
  private static boolean hasOddLine(ByteBuf in, int start, int end) {
    int line = start;
    while (line < end) {
      byte first = in.getByte(line);
      boolean odd = first == ' ' || first == '\t' || first == '\n';
      if (odd || (first == '\r' && line + 1 < end && in.getByte(line + 1) != '\n')) {
        return true;
      }
      int lineFeed = in.indexOf(line, end, (byte) '\n');
      if (lineFeed < 0) {
        return false;
      }
      line = lineFeed + 1;
    }
    return false;
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    checkOneSpaceBefore(line, start);
    return super.splitSecondWordInitialLine(line, start, length);
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    checkOneSpaceBefore(line, start);
    boolean upper = length == 8 && line[start] == 'H' && line[start + 1] == 'T';
    if (!upper || line[start + 2] != 'T' || line[start + 3] != 'P') {
      throw new IllegalArgumentException("version is not in upper case");
    }
    return super.splitThirdWordInitialLine(line, start, length);
  }

  private static void checkOneSpaceBefore(byte[] line, int start) {
    boolean single = start >= 2 && line[start - 1] == ' ' && line[start - 2] > ' ';
    if (!single) {
      throw new IllegalArgumentException("request line is not separated by single spaces");
    }
  }

  private void updateReading(ChannelHandlerContext ctx) {
    boolean wanted = connection.wantsInput() || actualReadableBytes() < READ_AHEAD_BYTES;
    if (wanted != ctx.channel().config().isAutoRead()) {
      ctx.channel().config().setAutoRead(wanted);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Not super's: it would ask for one more read whenever the gate held everything back.
    discardSomeReadBytes();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      // Not super's: it would drop what is held back, which a half-closed peer may still await.
      ctx.fireUserEventTriggered(event);
      return;
    }
    super.userEventTriggered(ctx, event);
  }
}
