package dev.soban.net.server.http1;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.soban.net.BodyException.ConnectionClosed;
import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import dev.soban.net.HttpVersion;
import dev.soban.net.server.HttpServerConfig;
import dev.soban.net.server.Rejection;
import dev.soban.net.server.RejectionFormatter.Formatted;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.http1.RequestCheck.Refusal;
import dev.soban.net.wire.ReceivedHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1 connection. Requests are served strictly one after the other, as RFC 9112 asks for
 * pipelined requests that are not safe; later ones stay undecoded. All state belongs to the event
 * loop. Stays whole, though long, because it is the one place where the parts of a connection meet.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the pipeline tells of failures
final class Http1Connection extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(Http1Connection.class.getName());

  private final Serving serving;
  private final HttpServerConfig config;
  private final SocketChannel channel;
  private final InetSocketAddress remote;
  private final Http1Decoder decoder;
  private final Outgoing outgoing;
  private final SlowPeerWatch watch;
  private @Nullable Exchange current;
  private boolean inputEnded;
  private boolean leaving;
  private long requests;

  /** Adds itself and its decoder to the channel, whose event loop this is. */
  Http1Connection(Serving serving, SocketChannel channel, InetSocketAddress remote) {
    this.serving = serving;
    this.channel = channel;
    this.remote = remote;
    config = serving.config();
    decoder = new Http1Decoder(this, config.limits().sizes());
    channel.pipeline().addLast(decoder);
    channel.pipeline().addLast(this);
    outgoing = new Outgoing(channel.pipeline().context(this), serving.traffic());
    watch = new SlowPeerWatch(this, decoder, outgoing, serving);
  }

  // What the decoder asks.

  boolean wantsHead() {
    return current == null && !leaving;
  }

  boolean wantsBody() {
    return current != null && current.body().wantsMore();
  }

  boolean wantsInput() {
    return leaving || wantsHead() || wantsBody();
  }

  boolean discardsInput() {
    return leaving;
  }

  void received(int bytes) {
    serving.traffic().receivedBytes.add(bytes);
  }

  // What the channel tells.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    outgoing.readingStarts();
    if (leaving || !channel.isActive()) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof HttpRequest request) {
      head(request);
    } else {
      content((HttpContent) message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    outgoing.readingEnds();
    if (inputEnded) {
      settleEndedInput();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    outgoing.writabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      if (leaving) {
        outgoing.closeAfterAll();
        return;
      }
      if (current != null) {
        current.disconnect();
      }
      settleEndedInput();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    leaving = true;
    outgoing.closed();
    Exchange exchange = current;
    current = null;
    if (exchange != null) {
      drop(exchange);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.log(System.Logger.Level.WARNING, "connection of " + remote + " failed", cause);
    }
    context.close();
  }

  // Requests.

  private void head(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      ReferenceCountUtil.release(request);
      refuse(RequestCheck.undecodable(request.decoderResult().cause()), null);
      return;
    }
    Refusal refusal = RequestCheck.refusal(request, config.limits().sizes());
    String target = RequestTarget.originForm(request.method().name(), request.uri());
    if (refusal != null) {
      refuse(refusal, new ReceivedHeaders(request.headers()));
    } else if (target == null) {
      refuse(RequestCheck.BAD_TARGET, new ReceivedHeaders(request.headers()));
    } else {
      serve(exchange(request, target));
    }
  }

  private Exchange exchange(HttpRequest request, String target) {
    boolean old = request.protocolVersion().minorVersion() == 0;
    RequestHead head =
        new RequestHead(
            request.method().name(),
            target,
            old ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1,
            new ReceivedHeaders(request.headers()),
            remote,
            channel.eventLoop(),
            config.ticker().nanos());
    IncomingBody body = new IncomingBody(this, request);
    return new Exchange(this, head, body, HttpUtil.isKeepAlive(request));
  }

  private void serve(Exchange exchange) {
    requests++;
    current = exchange;
    serving.traffic().requests.increment();
    if (inputEnded) {
      exchange.disconnect();
    }
    try {
      serving.handler().handle(exchange.head(), exchange.body(), exchange);
    } catch (Throwable thrown) {
      handlerFailed(exchange, thrown);
    }
  }

  private void content(HttpContent content) {
    Exchange exchange = current;
    if (exchange == null || exchange.body().ended()) {
      content.release();
      return;
    }
    try {
      exchange.body().accept(content);
    } catch (Throwable thrown) {
      handlerFailed(exchange, thrown);
    }
    if (exchange == current && exchange.answered()) {
      afterAnswer(exchange);
    }
  }

  private void handlerFailed(Exchange exchange, Throwable thrown) {
    String id = exchange.head().headers().get(HeaderName.X_REQUEST_ID);
    LOG.log(
        System.Logger.Level.ERROR,
        "handler failed" + (id == null ? "" : " request_id=" + id),
        thrown);
    if (exchange.unanswered()) {
      serving.traffic().rejected.increment();
      Formatted formatted = format(500, "internal error", exchange.head().headers());
      exchange.send(500, formatted.headers(), formatted.body().getBytes(UTF_8));
    } else if (!exchange.answered()) {
      abort();
    }
  }

  private Formatted format(int status, String reason, @Nullable Headers headers) {
    return config.rejections().format(new Rejection(status, reason, headers));
  }

  /** Refuses what could not be understood, or what takes too long to come, and closes. */
  void refuse(Refusal refusal, @Nullable Headers headers) {
    serving.traffic().rejected.increment();
    Formatted formatted = format(refusal.status(), refusal.reason(), headers);
    byte[] body = formatted.body().getBytes(UTF_8);
    write(ResponseEncoder.closing(allocator(), refusal.status(), formatted.headers(), body));
    leave(false);
  }

  // What exchange and body ask.

  EventLoop executor() {
    return channel.eventLoop();
  }

  /** Runs it on the event loop; after the end of the server nobody is left to tell. */
  void onLoop(Runnable task) {
    try {
      executor().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "the server has ended", e);
    }
  }

  ByteBufAllocator allocator() {
    return channel.alloc();
  }

  long maxBodyBytes() {
    return config.limits().sizes().bodyBytes();
  }

  void write(ByteBuf bytes) {
    outgoing.write(bytes);
  }

  CompletionStage<Void> writable() {
    return outgoing.writable();
  }

  void writeContinue() {
    if (!decoder.hasBuffered()) {
      write(ResponseEncoder.continuing(allocator()));
    }
  }

  boolean mayKeepAlive(IncomingBody body) {
    return !serving.open().draining() && body.disposable();
  }

  void answerEnded(Exchange exchange) {
    serving.traffic().answered.increment();
    if (exchange == current) {
      afterAnswer(exchange);
    }
  }

  private void afterAnswer(Exchange exchange) {
    exchange.body().discard();
    if (!exchange.keepAlive() || !exchange.body().disposable()) {
      leave();
    } else if (exchange.body().ended()) {
      current = null;
      resume();
    } else {
      resume();
    }
  }

  /** Lets the decoder go on, unless it is at it and will see for itself that it may. */
  void resume() {
    if (decoder.decoding() || leaving) {
      return;
    }
    decoder.resume();
    if (inputEnded) {
      settleEndedInput();
    }
  }

  /** After the peer's last byte: nothing that is still wanted will come. */
  private void settleEndedInput() {
    Exchange exchange = current;
    if (exchange == null) {
      leave();
    } else if (exchange.body().wantsMore()) {
      exchange.body().fail(new ConnectionClosed());
      if (exchange.answered()) {
        leave();
      }
    }
  }

  // Ends.

  void leave() {
    Exchange exchange = current;
    leave(!decoder.midHead() && (exchange == null || exchange.body().ended()));
  }

  private void leave(boolean allRead) {
    if (leaving) {
      return;
    }
    leaving = true;
    if (inputEnded || allRead) {
      outgoing.closeAfterAll();
    } else {
      outgoing.closeLingering();
    }
  }

  void abort() {
    channel.close();
  }

  private void drop(Exchange exchange) {
    boolean unfinished = !exchange.answered();
    exchange.disconnect();
    if (unfinished && !exchange.answered()) {
      exchange.overrule();
      serving.traffic().answered.increment();
    }
    exchange.body().fail(new ConnectionClosed());
  }

  // What time asks.

  /** Looks at how long the peer has kept us waiting. May be called from any thread. */
  void sweep() {
    if (!executor().inEventLoop()) {
      onLoop(this::sweep);
      return;
    }
    try {
      watch.look(current, requests, leaving);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "connection of " + remote + " cannot be judged", e);
      abort();
    }
  }

  void refuseSlowBody() {
    Exchange exchange = current;
    if (exchange == null || !exchange.unanswered()) {
      abort();
      return;
    }
    exchange.overrule();
    serving.traffic().answered.increment();
    refuse(RequestCheck.SLOW_BODY, exchange.head().headers());
    exchange.body().fail(new ConnectionClosed());
  }
}
