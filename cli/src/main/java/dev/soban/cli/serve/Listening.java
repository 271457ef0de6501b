package dev.soban.cli.serve;

import dev.soban.core.time.Ticker;
import dev.soban.grpc.GrpcConfig;
import dev.soban.grpc.GrpcServer;
import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.HttpServer;
import dev.soban.net.server.HttpServerConfig;
import dev.soban.net.server.ServerLimits;
import dev.soban.net.tls.TlsIdentity;
import dev.soban.repository.server.ListenAddress;
import dev.soban.repository.server.ServerSettings;
import dev.soban.server.http.HttpLimits;
import dev.soban.server.http.HttpSurroundings;
import dev.soban.server.http.Rejections;
import java.io.IOException;
import java.util.Optional;

/** Opens the ports as the settings say. */
final class Listening {
  private static final int ADMIN_LOOPS = 1;

  private final ServerSettings settings;
  private final Ticker ticker;
  private final Rejections rejections;
  private final TlsPorts tls;

  Listening(ServerSettings settings, Ticker ticker, Rejections rejections, TlsPorts tls) {
    this.settings = settings;
    this.ticker = ticker;
    this.rejections = rejections;
    this.tls = tls;
  }

  HttpServer inference(HttpHandler handler) throws IOException {
    HttpServerConfig config =
        secured(config(settings.http()), tls.identity("http", settings.transport().http()));
    int loops = settings.threads().eventLoops();
    return HttpServer.start(
        loops == ServerSettings.Threads.AUTO ? config : config.withEventLoops(loops),
        CrossOrigin.above(handler, settings.transport().cors()));
  }

  /** Empty when gRPC is off. */
  Optional<GrpcServer> grpc(HttpSurroundings surroundings, HttpLimits limits, String version)
      throws IOException {
    ListenAddress address = settings.grpc();
    if (address == null) {
      return Optional.empty();
    }
    ServerSettings.Limits asked = settings.limits();
    GrpcConfig config =
        GrpcConfig.on(address.host(), address.port())
            .withLimits(
                asked.maxHeaderBytes(),
                new GrpcConfig.Connections(
                    asked.maxConnections(),
                    asked.maxConnectionsPerAddress(),
                    asked.maxConcurrentStreams()));
    Optional<TlsIdentity> identity = tls.identity("grpc", settings.transport().grpc());
    GrpcConfig secured = identity.map(config::withIdentity).orElse(config);
    int loops = settings.threads().eventLoops();
    return Optional.of(
        GrpcServer.start(
            loops == ServerSettings.Threads.AUTO ? secured : secured.withEventLoops(loops),
            surroundings,
            limits,
            version));
  }

  HttpServer admin(HttpHandler handler) throws IOException {
    HttpServerConfig config =
        secured(config(settings.admin()), tls.identity("admin", settings.transport().admin()));
    return HttpServer.start(config.withEventLoops(ADMIN_LOOPS), handler);
  }

  private static HttpServerConfig secured(HttpServerConfig config, Optional<TlsIdentity> identity) {
    return identity.map(config::withTls).orElse(config);
  }

  private HttpServerConfig config(ListenAddress address) {
    return HttpServerConfig.on(address.host(), address.port())
        .withLimits(limits())
        .withRejections(rejections)
        .withTicker(ticker);
  }

  private ServerLimits limits() {
    ServerSettings.Limits asked = settings.limits();
    ServerLimits usual = ServerLimits.defaults();
    return usual
        .withSizes(
            new ServerLimits.Sizes(
                usual.sizes().requestLineBytes(),
                asked.maxHeaderBytes(),
                usual.sizes().headerCount(),
                asked.maxBodyBytes()))
        .withConnections(
            new ServerLimits.Connections(
                asked.maxConnections(),
                asked.maxConnectionsPerAddress(),
                asked.maxConcurrentStreams()))
        .withPace(
            new ServerLimits.Pace(
                asked.headerTimeout(),
                asked.idleTimeout(),
                asked.writeTimeout(),
                asked.bodyTimeout(),
                asked.minBodyRate()));
  }
}
