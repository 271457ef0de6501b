package dev.soban.grpc;

import dev.soban.grpc.call.Guard;
import dev.soban.grpc.call.Homes;
import dev.soban.grpc.call.OpenCalls;
import dev.soban.grpc.call.Serving;
import dev.soban.grpc.document.DocumentCalls;
import dev.soban.grpc.health.HealthService;
import dev.soban.grpc.infer.InferenceService;
import dev.soban.grpc.transport.CompressedElsewhere;
import dev.soban.grpc.transport.ConnectionGate;
import dev.soban.grpc.transport.GatedLoops;
import dev.soban.grpc.transport.Tls;
import dev.soban.grpc.transport.Traffic;
import dev.soban.net.server.ServerSnapshot;
import dev.soban.server.http.HttpLimits;
import dev.soban.server.http.HttpSurroundings;
import dev.soban.server.transport.FailureLog;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A listening gRPC server. Thread-safe. */
public final class GrpcServer implements AutoCloseable {
  private static final int RESETS = 10_000;
  private static final int RESETS_IN_SECONDS = 10;
  private static final long HANDSHAKE_SECONDS = 10;

  /** A few tensors of a picture, so that a client need not wait for leave to send the rest. */
  private static final int WINDOW_BYTES = 4 << 20;

  /** Large tensors come in many small frames: the more of them in one read, the cheaper. */
  private static final int READ_BYTES = 256 << 10;

  private static final long PING_AFTER_SECONDS = 120;
  private static final long PING_PATIENCE_SECONDS = 20;
  private static final long PINGED_AT_MOST_EVERY_SECONDS = 10;
  private static final long CLOSE_SECONDS = 1;

  private final Server server;
  private final GatedLoops loops;
  private final Traffic traffic;
  private final OpenCalls open;
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private GrpcServer(Server server, GatedLoops loops, Traffic traffic, OpenCalls open) {
    this.server = server;
    this.loops = loops;
    this.traffic = traffic;
    this.open = open;
  }

  /**
   * Binds and serves; fails with the host and port named when it cannot listen there.
   *
   * @param version of the program, for the server's metadata
   */
  public static GrpcServer start(
      GrpcConfig config, HttpSurroundings surroundings, HttpLimits limits, String version)
      throws IOException {
    ConnectionGate gate = new ConnectionGate(config.connections());
    GatedLoops loops = new GatedLoops(config.eventLoops(), "soban-grpc", gate);
    Serving serving =
        new Serving(surroundings, limits, new Homes(loops), new FailureLog(surroundings.ticker()));
    Traffic traffic = new Traffic(serving.bodyLimit(), surroundings.observer(), gate);
    OpenCalls open = new OpenCalls();
    NettyServerBuilder builder =
        transport(config, loops)
            .callExecutor(new CompressedElsewhere(surroundings.codecs()))
            .addStreamTracerFactory(traffic)
            .addService(
                new InferenceService(serving, open).bound(new DocumentCalls(serving, version)))
            .addService(new HealthService(serving, open))
            .addService(guarded(ProtoReflectionServiceV1.newInstance(), serving))
            .addService(guarded(olderReflection(), serving));
    try {
      return new GrpcServer(builder.build().start(), loops, traffic, open);
    } catch (IOException e) {
      var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException(
          "cannot listen on " + config.host() + ":" + config.port() + ": " + reason(e), e);
    }
  }

  private static ServerServiceDefinition guarded(BindableService service, Serving serving) {
    return ServerInterceptors.intercept(service, new Guard(serving));
  }

  /** What tools ask that were made before the first version of reflection was settled. */
  @SuppressWarnings("deprecation")
  private static BindableService olderReflection() {
    return ProtoReflectionService.newInstance();
  }

  private static NettyServerBuilder transport(GrpcConfig config, GatedLoops loops)
      throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(config.host(), config.port()))
            .channelType(GatedLoops.serverChannel())
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            // The same memory that the HTTP server uses.
            .withChildOption(ChannelOption.ALLOCATOR, ByteBufAllocator.DEFAULT)
            .withChildOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(64, 2 << 10, READ_BYTES))
            .flowControlWindow(WINDOW_BYTES)
            .directExecutor()
            .maxConcurrentCallsPerConnection(config.connections().callsEach())
            .maxInboundMetadataSize(config.metadataBytes())
            // Traffic has the limit.
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .maxRstFramesPerWindow(RESETS, RESETS_IN_SECONDS)
            .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTime(PING_AFTER_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_PATIENCE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(PINGED_AT_MOST_EVERY_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true);
    if (config.identity().isPresent()) {
      builder.sslContext(Tls.of(config.identity().get()));
    }
    return builder;
  }

  private static String reason(IOException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String text = String.valueOf(cause.getMessage());
    if (text.contains("in use")) {
      return "the port is in use (expected: a free one, or 0 for any)";
    }
    // The native transport puts its own call and error number in front.
    int call = text.lastIndexOf("): ");
    return call < 0 ? text : text.substring(call + "): ".length());
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getListenSockets().getFirst();
  }

  /** Its counters; rejected are messages over the limit. */
  public ServerSnapshot snapshot() {
    return traffic.snapshot();
  }

  /**
   * Stops accepting, tells every client to go elsewhere and lets calls end. Completes when none is
   * left; whoever waits decides how long, and then closes.
   */
  public CompletionStage<Void> drain() {
    server.shutdown();
    open.leave();
    if (ending.compareAndSet(false, true)) {
      Thread.ofVirtual().name("soban-grpc-drain").start(this::awaitEnd);
    }
    return ended.copy();
  }

  private void awaitEnd() {
    try {
      server.awaitTermination();
      ended.complete(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends every call, whatever it is doing, and the threads. Not from an event loop. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var _ = loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
