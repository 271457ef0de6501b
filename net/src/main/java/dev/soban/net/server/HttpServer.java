package dev.soban.net.server;

import dev.soban.net.server.connection.OpenConnections;
import dev.soban.net.server.connection.Serving;
import dev.soban.net.server.connection.Traffic;
import dev.soban.net.server.entry.Acceptor;
import dev.soban.net.wire.EventLoops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A listening HTTP server. Thread-safe. */
public final class HttpServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final long MIN_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long MAX_SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final EventLoops loops;
  private final Channel listener;
  private final Future<?> sweeps;
  private final OpenConnections open;
  private final Traffic traffic;

  private HttpServer(
      EventLoops loops, Channel listener, Future<?> sweeps, OpenConnections open, Traffic traffic) {
    this.loops = loops;
    this.listener = listener;
    this.sweeps = sweeps;
    this.open = open;
    this.traffic = traffic;
  }

  /** Binds and serves; fails with the host and port named when it cannot listen there. */
  public static HttpServer start(HttpServerConfig config, HttpHandler handler) throws IOException {
    return start(config, handler, EventLoops.start(config.eventLoops(), "soban-http"));
  }

  static HttpServer start(HttpServerConfig config, HttpHandler handler, EventLoops loops)
      throws IOException {
    OpenConnections open = new OpenConnections(config.limits().connections());
    Traffic traffic = new Traffic();
    Serving serving = new Serving(handler, config, traffic, open);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group(), loops.group())
            .channel(loops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(Acceptor.of(serving));
    Channel listener = bind(bootstrap, config, loops);
    long period = sweepNanos(config.limits().pace());
    Future<?> sweeps =
        loops.group().scheduleAtFixedRate(open::sweep, period, period, TimeUnit.NANOSECONDS);
    return new HttpServer(loops, listener, sweeps, open, traffic);
  }

  private static Channel bind(ServerBootstrap bootstrap, HttpServerConfig config, EventLoops loops)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (bound.isSuccess()) {
      return bound.channel();
    }
    loops.stop();
    throw new IOException(
        "cannot listen on " + config.host() + ":" + config.port() + ": " + reason(bound.cause()),
        bound.cause());
  }

  private static String reason(Throwable cause) {
    if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
      return "unknown host";
    }
    String text = String.valueOf(cause.getMessage());
    if (text.contains("in use")) {
      return "the port is in use (expected: a free one, or 0 for any)";
    }
    // The native transport puts its own call and error number in front.
    int call = text.lastIndexOf("): ");
    return call < 0 ? text : text.substring(call + "): ".length());
  }

  /** Often enough that no limit is overstepped by much more than an eighth. */
  private static long sweepNanos(ServerLimits.Pace pace) {
    Duration shortest = pace.header();
    for (Duration limit : new Duration[] {pace.idle(), pace.responseStall(), pace.bodyWindow()}) {
      shortest = limit.compareTo(shortest) < 0 ? limit : shortest;
    }
    return Math.clamp(shortest.toNanos() / 8, MIN_SWEEP_NANOS, MAX_SWEEP_NANOS);
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  public int port() {
    return address().getPort();
  }

  public ServerSnapshot snapshot() {
    return traffic.snapshot();
  }

  /**
   * Stops accepting, closes idle connections and ends every other one with its answer. Completes
   * when none is left; whoever waits decides how long, and then closes.
   */
  public CompletionStage<Void> drain() {
    listener.close().awaitUninterruptibly();
    return open.drain();
  }

  /**
   * Stops accepting and ends every connection, whatever it is doing, and the threads. Not from an
   * event loop.
   */
  @Override
  public void close() {
    sweeps.cancel(false);
    listener.close().awaitUninterruptibly();
    open.abort();
    loops.stop().toCompletableFuture().join();
  }
}
