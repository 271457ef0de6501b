package dev.soban.grpc.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.ConnectException;

/**
 * Event loops that take connections only as far as there is room: the only place where a connection
 * can be turned away before the server makes anything of it. Threads start when they are needed.
 */
public final class GatedLoops extends MultiThreadIoEventLoopGroup {
  private final ConnectionGate gate;

  public GatedLoops(int count, String threadName, ConnectionGate gate) {
    super(count, new DefaultThreadFactory(threadName, true), transport());
    this.gate = gate;
  }

  private static IoHandlerFactory transport() {
    return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  public static Class<? extends ServerChannel> serverChannel() {
    return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  @Override
  public ChannelFuture register(Channel channel) {
    if (channel instanceof ServerChannel || gate.enter(channel.remoteAddress())) {
      ChannelFuture registered = super.register(channel);
      if (!(channel instanceof ServerChannel)) {
        channel.closeFuture().addListener(closed -> gate.leave(channel.remoteAddress()));
      }
      return registered;
    }
    return new DefaultChannelPromise(channel, next())
        .setFailure(new ConnectException("too many connections"));
  }
}
