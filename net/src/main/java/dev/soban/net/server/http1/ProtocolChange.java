package dev.soban.net.server.http1;

import dev.soban.net.server.RequestHead;
import dev.soban.net.server.connection.Serving;
import dev.soban.net.server.http2.Http2Session;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;

/** Leaves HTTP/1 for HTTP/2 on one connection. */
@SuppressWarnings("FutureReturnValueIgnored") // the pipeline tells of failures
record ProtocolChange(
    Http1Connection from, Serving serving, SocketChannel channel, InetSocketAddress remote) {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\n";
  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n";

  /** Whether this is how a client begins that knows that HTTP/2 is spoken. */
  static boolean isPreface(HttpRequest request) {
    return request.method().name().equals("PRI")
        && request.uri().equals("*")
        && request.protocolVersion().majorVersion() == 2
        && request.headers().isEmpty();
  }

  void afterPreface() {
    Http2Session.begin(serving, channel, remote);
    // What was read as a head goes to the new protocol, too.
    channel
        .pipeline()
        .context(from)
        .fireChannelRead(ByteBufUtil.writeAscii(channel.alloc(), PREFACE));
    from.giveWay();
  }

  void afterUpgrade(Upgrade upgrade, RequestHead head) {
    ByteBuf switching = ByteBufUtil.writeAscii(channel.alloc(), SWITCHING);
    serving.traffic().sent(switching.readableBytes());
    channel.write(switching);
    Http2Session session = Http2Session.begin(serving, channel, remote);
    session.upgraded(upgrade.settings(), head);
    from.giveWay();
  }
}
