package dev.soban.grpc;

import dev.soban.net.tls.TlsIdentity;
import java.util.Optional;

/**
 * Where and how the server listens.
 *
 * @param port 0 for any free one
 * @param metadataBytes of one call's metadata
 * @param identity how it proves who it is, asked at every handshake; empty for plain text
 */
public record GrpcConfig(
    String host,
    int port,
    int eventLoops,
    int metadataBytes,
    Connections connections,
    Optional<TlsIdentity> identity) {

  /**
   * How many may be open at once.
   *
   * @param perAddress of one client's; loopback addresses are not counted
   * @param callsEach on one connection
   */
  public record Connections(int all, int perAddress, int callsEach) {}

  /** Defaults: in plain text, with half the cores as event loops, but one or two. */
  public static GrpcConfig on(String host, int port) {
    int halfTheCores = Runtime.getRuntime().availableProcessors() / 2;
    return new GrpcConfig(
        host,
        port,
        Math.clamp(halfTheCores, 1, 2),
        32 << 10,
        new Connections(10_000, 1_000, 128),
        Optional.empty());
  }

  public GrpcConfig withEventLoops(int changed) {
    return new GrpcConfig(host, port, changed, metadataBytes, connections, identity);
  }

  public GrpcConfig withLimits(int changedMetadataBytes, Connections changed) {
    return new GrpcConfig(host, port, eventLoops, changedMetadataBytes, changed, identity);
  }

  public GrpcConfig withIdentity(TlsIdentity changed) {
    return new GrpcConfig(host, port, eventLoops, metadataBytes, connections, Optional.of(changed));
  }
}
