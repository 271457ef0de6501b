package dev.soban.net.server.http1;

import dev.soban.net.HttpVersion;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.connection.Serving;
import dev.soban.net.server.exchange.IncomingBody;
import dev.soban.net.server.exchange.Refusal;
import dev.soban.net.server.exchange.RequestTarget;
import dev.soban.net.wire.ReceivedHeaders;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request's head: it is served, refused, or the last that is said in HTTP/1, as
 * HTTP/2 begins with a head of its own. On the event loop.
 */
final class HeadIntake {
  private final Http1Connection connection;
  private final Serving serving;
  private final SocketChannel channel;
  private final InetSocketAddress remote;
  private @Nullable Runnable change;

  HeadIntake(
      Http1Connection connection,
      Serving serving,
      SocketChannel channel,
      InetSocketAddress remote) {
    this.connection = connection;
    this.serving = serving;
    this.channel = channel;
    this.remote = remote;
  }

  void head(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      ReferenceCountUtil.release(request);
      connection.refuse(RequestCheck.undecodable(request.decoderResult().cause()), null);
      return;
    }
    Refusal refusal = RequestCheck.refusal(request, serving.config().limits().sizes());
    String target = RequestTarget.originForm(request.method().name(), request.uri());
    if (refusal != null) {
      refuse(request, refusal);
    } else if (target == null) {
      refuse(request, Refusal.BAD_TARGET);
    } else {
      serve(request, target);
    }
  }

  private void refuse(HttpRequest request, Refusal refusal) {
    // Checked only here, so that no request that is served pays for it.
    if (connection.first() && ProtocolChange.isPreface(request)) {
      change = () -> protocolChange().afterPreface();
    } else {
      connection.refuse(refusal, new ReceivedHeaders(request.headers()));
    }
  }

  private void serve(HttpRequest request, String target) {
    RequestHead head = head(request, target);
    Upgrade upgrade = connection.inputEnded() ? null : Upgrade.of(request, channel);
    if (upgrade != null) {
      change = () -> protocolChange().afterUpgrade(upgrade, head);
      return;
    }
    IncomingBody body = new IncomingBody(connection, RequestCheck.declared(request));
    connection.serve(new Http1Exchange(connection, head, body, HttpUtil.isKeepAlive(request)));
  }

  private RequestHead head(HttpRequest request, String target) {
    boolean old = request.protocolVersion().minorVersion() == 0;
    return new RequestHead(
        request.method().name(),
        target,
        old ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1,
        new ReceivedHeaders(request.headers()),
        remote,
        channel.eventLoop(),
        serving.config().ticker().nanos());
  }

  /** The head was all there is, and its end is read. */
  void headEnded() {
    Runnable begun = change;
    if (begun != null) {
      change = null;
      begun.run();
    }
  }

  private ProtocolChange protocolChange() {
    return new ProtocolChange(connection, serving, channel, remote);
  }
}
