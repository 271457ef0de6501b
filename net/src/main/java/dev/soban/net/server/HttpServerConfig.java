package dev.soban.net.server;

import dev.soban.core.time.Ticker;

/**
 * Where and how a server listens.
 *
 * @param port 0 for any free one
 */
public record HttpServerConfig(
    String host,
    int port,
    int eventLoops,
    ServerLimits limits,
    RejectionFormatter rejections,
    Ticker ticker) {

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
        Ticker.system());
  }

  public HttpServerConfig withEventLoops(int changed) {
    return new HttpServerConfig(host, port, changed, limits, rejections, ticker);
  }

  public HttpServerConfig withLimits(ServerLimits changed) {
    return new HttpServerConfig(host, port, eventLoops, changed, rejections, ticker);
  }

  public HttpServerConfig withRejections(RejectionFormatter changed) {
    return new HttpServerConfig(host, port, eventLoops, limits, changed, ticker);
  }

  public HttpServerConfig withTicker(Ticker changed) {
    return new HttpServerConfig(host, port, eventLoops, limits, rejections, changed);
  }
}
