package dev.soban.cli.serve;

import dev.soban.cli.runtime.Rounds;
import dev.soban.net.tls.ClientAuth;
import dev.soban.net.tls.TlsFileException;
import dev.soban.net.tls.TlsFiles;
import dev.soban.net.tls.TlsIdentity;
import dev.soban.repository.server.TlsSettings;
import dev.soban.server.admin.ServerMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The identities of the ports that speak TLS, which follow their files until this is closed. */
final class TlsPorts implements AutoCloseable {
  private final ServerMetrics metrics;
  private final List<Rounds> rounds = new ArrayList<>();

  TlsPorts(ServerMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * The identity of one port; empty when that speaks no TLS.
   *
   * @param port as metrics name it
   * @throws TlsFileException when its files cannot be used
   */
  Optional<TlsIdentity> identity(String port, Optional<TlsSettings> settings)
      throws TlsFileException {
    return settings.isEmpty() ? Optional.empty() : Optional.of(load(port, settings.get()));
  }

  private TlsIdentity load(String port, TlsSettings settings) throws TlsFileException {
    InstantSource time = InstantSource.system();
    TlsIdentity identity = TlsIdentity.load(files(settings), time);
    rounds.add(Rounds.start("soban-tls-" + port, settings.reloadInterval(), identity::follow));
    metrics.watchCertificate(
        port, () -> Duration.between(time.instant(), identity.expiresAt()).toSeconds());
    return identity;
  }

  private static TlsFiles files(TlsSettings settings) {
    Path clientCa = settings.clientCa();
    ClientAuth asked =
        switch (settings.clientAuth()) {
          case REQUIRE -> ClientAuth.REQUIRE;
          case OPTIONAL -> ClientAuth.OPTIONAL;
        };
    return new TlsFiles(
        settings.certificate(),
        settings.key(),
        clientCa,
        clientCa == null ? ClientAuth.NONE : asked);
  }

  @Override
  public void close() {
    rounds.forEach(Rounds::close);
  }
}
