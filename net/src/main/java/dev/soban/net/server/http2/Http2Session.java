package dev.soban.net.server.http2;

import dev.soban.net.server.RejectionFormatter.Formatted;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.connection.ConnectionFailure;
import dev.soban.net.server.connection.LingeringClose;
import dev.soban.net.server.connection.OpenConnection;
import dev.soban.net.server.connection.Serving;
import dev.soban.net.server.exchange.Refusal;
import dev.soban.net.server.http2.FloodGuard.Kind;
import dev.soban.net.wire.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection. All state belongs to the event loop. Stays whole, though long, because it
 * is the one place where the codec and the parts of a connection meet.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the pipeline tells of failures
public final class Http2Session extends Http2ConnectionHandler implements OpenConnection {
  private static final System.Logger LOG = System.getLogger(Http2Session.class.getName());

  /** What all streams together may send before somebody takes it. */
  private static final int WINDOW_BYTES = 1 << 20;

  private static final int MAX_UNREAD_BYTES = 4 << 20;
  private static final int MAX_REASON_CHARACTERS = 200;

  private final Serving serving;
  private final SocketChannel channel;
  private final WireCounter counter;
  private final Streams streams;
  private final FloodGuard guard;
  private final Departure departure = new Departure(this);
  private final SessionWatch watch;
  private @Nullable ChannelHandlerContext context;
  private boolean reading;

  private Http2Session(
      Serving serving, SocketChannel channel, InetSocketAddress remote, Http2Codec codec) {
    super(codec.decoder(), codec.encoder(), codec.settings(), true);
    this.serving = serving;
    this.channel = channel;
    counter = new WireCounter(serving.traffic(), channel);
    streams = new Streams(this, serving, remote, codec.exchangeKey());
    guard = new FloodGuard(serving.config().ticker().nanos());
    watch = new SessionWatch(this, serving, counter.progress());
  }

  /** Speaks HTTP/2 on a channel, whose event loop this is; the client's preface is to come. */
  public static Http2Session begin(
      Serving serving, SocketChannel channel, InetSocketAddress remote) {
    Http2Codec codec = Http2Codec.of(serving.config().limits());
    Http2Session session = new Http2Session(serving, channel, remote, codec);
    FrameEvents events = new FrameEvents(session);
    codec.decoder().frameListener(events);
    session.connection().addListener(events);
    session.encoder().flowController().listener(session::writabilityChanged);
    ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    if (tls == null) {
      channel.pipeline().addFirst(session.counter);
    } else {
      channel.pipeline().addAfter(tls.name(), null, session.counter);
    }
    channel.pipeline().addLast(session);
    session.widen();
    serving.open().add(session, channel);
    return session;
  }

  private void widen() {
    try {
      int more = WINDOW_BYTES - Http2CodecUtil.DEFAULT_WINDOW_SIZE;
      decoder().flowController().incrementWindowSize(connection().connectionStream(), more);
      flush(context());
    } catch (Http2Exception e) {
      throw new IllegalStateException("a window of " + WINDOW_BYTES + " bytes", e);
    }
  }

  /** Answers a request without body that came in HTTP/1.1 and asked for this. */
  public void upgraded(Http2Settings settings, RequestHead head) {
    try {
      onHttpServerUpgrade(settings);
      streams.upgraded(head);
    } catch (Http2Exception e) {
      onError(context(), false, e);
    }
  }

  // What the parts ask.

  Serving serving() {
    return serving;
  }

  SocketChannel channel() {
    return channel;
  }

  Streams streams() {
    return streams;
  }

  Departure departure() {
    return departure;
  }

  boolean hasPartOfFrame() {
    return actualReadableBytes() > 0;
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  /** Counts what costs work and brings nothing; ends the connection when it is too much. */
  void count(Kind kind) throws Http2Exception {
    if (!guard.allows(kind, serving.config().ticker().nanos())) {
      throw tooMuch("too many frames that bring nothing: " + kind);
    }
  }

  /** Answers without data are bound by no window, so whoever reads none is cut off. */
  void checkAnswersAreRead() throws Http2Exception {
    if (counter.progress().pendingBytes() > MAX_UNREAD_BYTES) {
      throw tooMuch("answers are not read");
    }
  }

  private static Http2Exception tooMuch(String reason) {
    return Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, reason);
  }

  // Answers.

  ChannelFuture writeHeaders(int streamId, Http2Headers headers, boolean last) {
    return encoder().writeHeaders(context(), streamId, headers, 0, last, context().newPromise());
  }

  ChannelFuture writeData(int streamId, ByteBuf data, boolean last) {
    return encoder().writeData(context(), streamId, data, 0, last, context().newPromise());
  }

  void reset(int streamId, Http2Error error) {
    resetStream(context(), streamId, error.code(), context().newPromise());
    flushSoon();
  }

  /** Flushes now, or when all that has come is read, so that answers leave together. */
  void flushSoon() {
    if (!reading) {
      flush(context());
    }
  }

  private void writabilityChanged(Http2Stream stream) {
    Http2Exchange exchange = streams.of(stream);
    if (exchange != null) {
      exchange.wire().writabilityChanged();
    }
  }

  // What the channel tells.

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (departure.closing()) {
      ReferenceCountUtil.release(message);
      return;
    }
    reading = true;
    super.channelRead(ctx, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    reading = false;
    super.channelReadComplete(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event != ChannelInputShutdownEvent.INSTANCE) {
      super.userEventTriggered(ctx, event);
    } else if (departure.closing()) {
      ctx.close();
    } else {
      streams.forEach(Http2Exchange::inputEnded);
      departure.leave();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      super.exceptionCaught(ctx, cause);
    } else {
      ConnectionFailure.log(channel, cause);
      ctx.close();
    }
  }

  // Errors.

  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException problem) {
    boolean costly = !outbound && !guard.allows(Kind.RESET, serving.config().ticker().nanos());
    if (costly) {
      onConnectionError(ctx, false, cause, tooMuch("too many broken streams"));
    } else {
      super.onStreamError(ctx, outbound, cause, problem);
    }
  }

  /** Says why and closes; what is in flight ends at once. */
  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception problem) {
    if (departure.closing()) {
      return;
    }
    departure.broken();
    LOG.log(Level.DEBUG, "connection of " + channel.remoteAddress() + " ends", cause);
    Http2Error error = problem == null ? Http2Error.INTERNAL_ERROR : problem.error();
    int last = connection().remote().lastStreamCreated();
    ByteBuf reason = ByteBufUtil.writeUtf8(channel.alloc(), reason(problem));
    // Not goAway: it would close at once, and what the peer still sends would undo the word.
    ChannelFuture said =
        frameWriter().writeGoAway(ctx, last, error.code(), reason, ctx.newPromise());
    ctx.flush();
    LingeringClose.after(said);
    streams.close();
  }

  private static String reason(@Nullable Http2Exception problem) {
    String text = problem == null ? "internal error" : String.valueOf(problem.getMessage());
    return text.substring(0, Math.min(text.length(), MAX_REASON_CHARACTERS));
  }

  @Override
  protected void handleServerHeaderDecodeSizeError(ChannelHandlerContext ctx, Http2Stream stream) {
    Refusal refusal = Refusal.TOO_LARGE_HEADERS;
    Formatted formatted = serving.rejected(refusal, null);
    ByteBuf body = ByteBufUtil.writeUtf8(channel.alloc(), formatted.body());
    Http2Headers head =
        ResponseHeaders.of(refusal.status(), formatted.headers(), body.readableBytes());
    writeHeaders(stream.id(), head, false);
    writeData(stream.id(), body, true);
    // Now, as the stream is reset next.
    flush(ctx);
  }

  // Ends.

  /** Says that this connection will end, while everything is still taken. */
  void announceGoAway() {
    goAway(Integer.MAX_VALUE);
    encoder().writePing(context(), false, 0, context().newPromise());
    flushSoon();
  }

  /** Says which request was the last. */
  void goAway() {
    goAway(connection().remote().lastStreamCreated());
    flushSoon();
  }

  private void goAway(int lastStreamId) {
    goAway(
        context(),
        lastStreamId,
        Http2Error.NO_ERROR.code(),
        Unpooled.EMPTY_BUFFER,
        context().newPromise());
  }

  void closeLingering() {
    LingeringClose.after(context().writeAndFlush(Unpooled.EMPTY_BUFFER));
  }

  @Override
  public void abort() {
    channel.close();
  }

  @Override
  public void sweep() {
    if (!channel.eventLoop().inEventLoop()) {
      EventLoops.run(channel.eventLoop(), this::sweep);
      return;
    }
    try {
      watch.look();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "connection of " + channel.remoteAddress() + " cannot be judged", e);
      abort();
    }
  }
}
