package dev.soban.net.server;

import dev.soban.core.time.Ticker;
import dev.soban.net.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a server listens.
 *
 * @param port 0 for any free one
 * @param tls null to speak without TLS
 */
public record HttpServerConfig(
    String host,
    int port,
    int eventLoops,
    ServerLimits limits,
    RejectionFormatter rejections,
    Ticker ticker,
    @Nullable TlsIdentity tls) {

  public HttpServerConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
    if (eventLoops < 1) {
      throw new IllegalArgumentException("eventLoops: " + eventLoops + " (expected: >= 1)");
    }
  }

  /** Defaults: half the cores as event loops, but one or two. */
  public static HttpServerConfig on(String host, int port) {
    int halfTheCores = Runtime.getRuntime().availableProcessors() / 2;
    return new HttpServerConfig(
        host,
        port,
        Math.clamp(halfTheCores, 1, 2),
        ServerLimits.defaults(),
        RejectionFormatter.json(),
        Ticker.system(),
        null);
  }

  public HttpServerConfig withEventLoops(int changed) {
    return new HttpServerConfig(host, port, changed, limits, rejections, ticker, tls);
  }

  public HttpServerConfig withLimits(ServerLimits changed) {
    return new HttpServerConfig(host, port, eventLoops, changed, rejections, ticker, tls);
  }

  public HttpServerConfig withRejections(RejectionFormatter changed) {
    return new HttpServerConfig(host, port, eventLoops, limits, changed, ticker, tls);
  }

  public HttpServerConfig withTicker(Ticker changed) {
    return new HttpServerConfig(host, port, eventLoops, limits, rejections, changed, tls);
  }

  /** With TLS, of which the identity is asked for every handshake. */
  public HttpServerConfig withTls(TlsIdentity changed) {
    return new HttpServerConfig(host, port, eventLoops, limits, rejections, ticker, changed);
  }
}
