package dev.soban.net.server.entry;

import dev.soban.net.server.connection.Serving;
import dev.soban.net.server.http1.Http1Connection;
import dev.soban.net.tls.TlsIdentity;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Sets accepted channels up, as far as the limits allow. */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail usefully
public final class Acceptor extends ChannelInitializer<SocketChannel> {
  private final Serving serving;
  private final @Nullable SslContext tls;

  private Acceptor(Serving serving, @Nullable SslContext tls) {
    this.serving = serving;
    this.tls = tls;
  }

  /**
   * @throws SSLException when the platform cannot make a TLS context
   */
  public static Acceptor of(Serving serving) throws SSLException {
    TlsIdentity identity = serving.config().tls();
    return new Acceptor(serving, identity == null ? null : ServerTls.context(identity));
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    InetSocketAddress remote = channel.remoteAddress();
    boolean gone = remote == null;
    if (gone || !serving.open().admit(remote.getAddress())) {
      serving.traffic().refused();
      channel.close();
      return;
    }
    serving.traffic().opened();
    if (tls == null) {
      // It finds out by itself when HTTP/2 is spoken.
      var _ = new Http1Connection(serving, channel, remote);
    } else {
      channel.pipeline().addLast(new TlsEntry(serving, tls, channel, remote));
    }
    channel
        .closeFuture()
        .addListener(
            closed -> {
              serving.traffic().closed();
              serving.open().leave(remote.getAddress());
            });
  }
}
