package dev.soban.net.server.http1;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.soban.net.BodyException.BadBody;
import dev.soban.net.BodyException.ConnectionClosed;
import dev.soban.net.Headers;
import dev.soban.net.server.HttpServerConfig;
import dev.soban.net.server.RejectionFormatter.Formatted;
import dev.soban.net.server.connection.ConnectionFailure;
import dev.soban.net.server.connection.OpenConnection;
import dev.soban.net.server.connection.Serving;
import dev.soban.net.server.exchange.BodySource;
import dev.soban.net.server.exchange.IncomingBody;
import dev.soban.net.server.exchange.Refusal;
import dev.soban.net.wire.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1 connection. Requests are served strictly one after the other, as RFC 9112 asks for
 * pipelined requests that are not safe; later ones stay undecoded. All state belongs to the event
 * loop. Stays whole, though long, because it is the one place where the parts of a connection meet.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the pipeline tells of failures
public final class Http1Connection extends ChannelInboundHandlerAdapter
    implements OpenConnection, BodySource {
  private static final System.Logger LOG = System.getLogger(Http1Connection.class.getName());

  private final Serving serving;
  private final HttpServerConfig config;
  private final SocketChannel channel;
  private final InetSocketAddress remote;
  private final Http1Decoder decoder;
  private final Outgoing outgoing;
  private final SlowPeerWatch watch;
  private final HeadIntake intake;
  private @Nullable Http1Exchange current;
  private boolean inputEnded;
  private boolean leaving;
  private long requests;

  /** Adds itself and its decoder to the channel, whose event loop this is. */
  public Http1Connection(Serving serving, SocketChannel channel, InetSocketAddress remote) {
    this.serving = serving;
    this.channel = channel;
    this.remote = remote;
    config = serving.config();
    decoder = new Http1Decoder(this, config.limits().sizes());
    channel.pipeline().addLast(decoder);
    channel.pipeline().addLast(this);
    outgoing = new Outgoing(channel.pipeline().context(this), serving.traffic());
    watch = new SlowPeerWatch(this, decoder, outgoing, serving);
    intake = new HeadIntake(this, serving, channel, remote);
    serving.open().add(this, channel);
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
    serving.traffic().received(bytes);
  }

  // What the channel tells.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    outgoing.readingStarts();
    if (leaving || !channel.isActive()) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof HttpRequest request) {
      intake.head(request);
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
    Http1Exchange exchange = current;
    current = null;
    if (exchange != null) {
      drop(exchange);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    ConnectionFailure.log(channel, cause);
    context.close();
  }

  // Requests.

  void serve(Http1Exchange exchange) {
    requests++;
    current = exchange;
    if (inputEnded) {
      exchange.disconnect();
    }
    serving.handle(exchange);
  }

  private void content(HttpContent content) {
    Http1Exchange exchange = current;
    if (exchange == null || exchange.body().ended()) {
      content.release();
      intake.headEnded();
      return;
    }
    try {
      accept(exchange.body(), content);
    } catch (Throwable thrown) {
      serving.failed(exchange, thrown);
    }
    if (exchange == current && exchange.answered()) {
      afterAnswer(exchange);
    }
  }

  private static void accept(IncomingBody body, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      content.release();
      body.fail(new BadBody("malformed chunk"));
    } else {
      body.accept(content.content(), content instanceof LastHttpContent);
    }
  }

  /** Refuses what could not be understood, or what takes too long to come, and closes. */
  void refuse(Refusal refusal, @Nullable Headers headers) {
    Formatted formatted = serving.rejected(refusal, headers);
    byte[] body = formatted.body().getBytes(UTF_8);
    write(ResponseEncoder.closing(allocator(), refusal.status(), formatted.headers(), body));
    leave(false);
  }

  // What exchange and body ask.

  @Override
  public EventLoop executor() {
    return channel.eventLoop();
  }

  @Override
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  @Override
  public long maxBodyBytes() {
    return config.limits().sizes().bodyBytes();
  }

  void write(ByteBuf bytes) {
    outgoing.write(bytes);
  }

  CompletionStage<Void> writable() {
    return outgoing.writable();
  }

  @Override
  public void writeContinue() {
    if (!decoder.hasBuffered()) {
      write(ResponseEncoder.continuing(allocator()));
    }
  }

  boolean mayKeepAlive(IncomingBody body) {
    return !serving.open().draining() && body.disposable();
  }

  void answerEnded(Http1Exchange exchange) {
    serving.traffic().answered();
    if (exchange == current) {
      afterAnswer(exchange);
    }
  }

  private void afterAnswer(Http1Exchange exchange) {
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
  @Override
  public void resume() {
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
    Http1Exchange exchange = current;
    if (exchange == null) {
      leave();
    } else if (exchange.body().wantsMore()) {
      exchange.body().fail(new ConnectionClosed());
      if (exchange.answered()) {
        leave();
      }
    }
  }

  boolean first() {
    return requests == 0;
  }

  boolean inputEnded() {
    return inputEnded;
  }

  // Ends.

  /** Makes room for another protocol on the channel, which gets what was read ahead. */
  void giveWay() {
    leaving = true;
    serving.open().remove(this);
    channel.pipeline().remove(this);
    channel.pipeline().remove(decoder);
  }

  void leave() {
    Http1Exchange exchange = current;
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

  @Override
  public void abort() {
    channel.close();
  }

  private void drop(Http1Exchange exchange) {
    boolean unfinished = !exchange.answered();
    exchange.disconnect();
    if (unfinished && !exchange.answered()) {
      exchange.overrule();
      serving.traffic().answered();
    }
    exchange.body().fail(new ConnectionClosed());
  }

  // What time asks.

  @Override
  public void sweep() {
    if (!executor().inEventLoop()) {
      EventLoops.run(executor(), this::sweep);
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
    Http1Exchange exchange = current;
    if (exchange == null || !exchange.unanswered()) {
      abort();
      return;
    }
    exchange.overrule();
    serving.traffic().answered();
    refuse(Refusal.SLOW_BODY, exchange.head().headers());
    exchange.body().fail(new ConnectionClosed());
  }
}
