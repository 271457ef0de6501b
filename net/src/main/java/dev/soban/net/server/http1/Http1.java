package dev.soban.net.server.http1;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;

/** Sets accepted channels up for HTTP/1, as far as the limits allow. */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail usefully
public final class Http1 extends ChannelInitializer<SocketChannel> {
  private final Serving serving;

  public Http1(Serving serving) {
    this.serving = serving;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    InetSocketAddress remote = channel.remoteAddress();
    boolean gone = remote == null;
    if (gone || !serving.open().admit(remote.getAddress())) {
      serving.traffic().refused.increment();
      channel.close();
      return;
    }
    serving.traffic().accepted.increment();
    Http1Connection connection = new Http1Connection(serving, channel, remote);
    serving.open().add(connection);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              serving.traffic().closed.increment();
              serving.open().remove(connection);
              serving.open().leave(remote.getAddress());
            });
  }
}
