package dev.soban.net.wire;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A number of event loops on the best transport of this machine: epoll on Linux, else NIO. */
public final class EventLoops {
  private static final System.Logger LOG = System.getLogger(EventLoops.class.getName());

  private final EventLoopGroup group;
  private final boolean epoll;

  private EventLoops(int count, String threadName, boolean epoll) {
    this.epoll = epoll;
    group =
        new MultiThreadIoEventLoopGroup(
            count,
            new DefaultThreadFactory(threadName, true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  public static EventLoops start(int count, String threadName) {
    return new EventLoops(count, threadName, Epoll.isAvailable());
  }

  /** Loops on NIO even where epoll is there. */
  public static EventLoops startOnNio(int count, String threadName) {
    return new EventLoops(count, threadName, false);
  }

  public EventLoopGroup group() {
    return group;
  }

  public Class<? extends ServerChannel> serverChannel() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  public Class<? extends SocketChannel> clientChannel() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** Runs a task on a loop; after the end of the server nobody is left to tell. */
  public static void run(EventLoop loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "the event loop has ended", e);
    }
  }

  /** Ends the threads; whatever still runs on them is given a short while. */
  public CompletionStage<Void> stop() {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(done -> stopped.complete(null));
    return stopped;
  }
}
