package dev.soban.net.server.entry;

import dev.soban.net.server.connection.ConnectionFailure;
import dev.soban.net.server.connection.ConnectionPace;
import dev.soban.net.server.connection.ConnectionPace.Phase;
import dev.soban.net.server.connection.ConnectionPace.Verdict;
import dev.soban.net.server.connection.OpenConnection;
import dev.soban.net.server.connection.Serving;
import dev.soban.net.server.http1.Http1Connection;
import dev.soban.net.server.http2.Http2Session;
import dev.soban.net.wire.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection on a port that speaks TLS, until the handshake has told which HTTP follows. Who
 * speaks no TLS gets an answer that says so. All state belongs to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail usefully
final class TlsEntry extends ChannelInboundHandlerAdapter implements OpenConnection {
  private static final byte HANDSHAKE = 0x16;

  private final Serving serving;
  private final SslContext context;
  private final SocketChannel channel;
  private final InetSocketAddress remote;
  private final ConnectionPace pace;
  private @Nullable SslHandler tls;
  private boolean gone;

  TlsEntry(Serving serving, SslContext context, SocketChannel channel, InetSocketAddress remote) {
    this.serving = serving;
    this.context = context;
    this.channel = channel;
    this.remote = remote;
    pace = new ConnectionPace(serving.config().limits().pace());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    serving.open().add(this, channel);
  }

  /** Only the first bytes come here; the rest is for those who take over. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (!bytes.isReadable()) {
      bytes.release();
    } else if (bytes.getByte(bytes.readerIndex()) == HANDSHAKE) {
      handshake(bytes);
    } else {
      var _ = new Http1Connection(PlainOnTls.of(serving), channel, remote);
      ctx.fireChannelRead(bytes);
      giveWay();
    }
  }

  private void handshake(ByteBuf bytes) {
    // Signing takes milliseconds, which other connections of this event loop need not wait.
    SslHandler handler = context.newHandler(channel.alloc(), Thread::startVirtualThread);
    handler.setHandshakeTimeoutMillis(0);
    handler.sslCloseFuture().addListener(ended -> inputEnded(ended.isSuccess()));
    tls = handler;
    channel.pipeline().addFirst(handler);
    channel.pipeline().fireChannelRead(bytes);
  }

  /** A peer may end its side of TLS and leave the connection below open. */
  private void inputEnded(boolean orderly) {
    if (orderly && channel.isActive()) {
      // Not from the pipeline's head: TLS itself is in the midst of reading.
      channel
          .pipeline()
          .context(SslHandler.class)
          .fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion) {
      if (completion.isSuccess()) {
        speak();
      } else {
        ConnectionFailure.log(channel, completion.cause());
        ctx.close();
      }
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      ctx.close();
    }
  }

  private void speak() {
    boolean http2 =
        tls != null && ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
    if (http2) {
      Http2Session.begin(serving, channel, remote);
    } else {
      var _ = new Http1Connection(serving, channel, remote);
    }
    giveWay();
  }

  private void giveWay() {
    gone = true;
    serving.open().remove(this);
    channel.pipeline().remove(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ConnectionFailure.log(channel, cause);
    ctx.close();
  }

  @Override
  public void sweep() {
    EventLoops.run(channel.eventLoop(), this::look);
  }

  private void look() {
    Phase phase = tls == null ? Phase.IDLE : Phase.HEAD;
    Verdict verdict = pace.observe(serving.config().ticker().nanos(), phase, 0);
    boolean idle = phase == Phase.IDLE && serving.open().draining();
    if (!gone && (idle || verdict != Verdict.FINE)) {
      channel.close();
    }
  }

  @Override
  public void abort() {
    channel.close();
  }
}
