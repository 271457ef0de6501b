package dev.soban.repository.server;

import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads the section {@code tls} of a port. */
final class TlsReader {
  /** A file named in a section. */
  @FunctionalInterface
  interface Files {
    Optional<Path> file(YamlObject section, String key);
  }

  private final Files files;

  TlsReader(Files files) {
    this.files = files;
  }

  /** Empty when the port speaks no TLS. */
  Optional<TlsSettings> read(YamlObject tls) {
    Optional<Path> certificate = files.file(tls, "certificate");
    Optional<Path> key = files.file(tls, "key");
    Optional<Path> clientCa = files.file(tls, "client_ca");
    Optional<TlsSettings.ClientAuth> clientAuth =
        tls.value("client_auth", ScalarType.oneOf(TlsSettings.ClientAuth.class));
    Duration interval =
        tls.value(
            "reload_interval",
            ScalarType.duration(Duration.ofMillis(100)),
            TlsSettings.RELOAD_INTERVAL);
    tls.done();
    if (tls.keys().isEmpty()) {
      return Optional.empty();
    }
    missing(tls, "certificate", certificate);
    missing(tls, "key", key);
    if (clientAuth.isPresent() && clientCa.isEmpty()) {
      tls.wrong("client_auth", "client_ca beside it, against which clients are checked");
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TlsSettings(
            certificate.get(),
            key.get(),
            clientCa.orElse(null),
            clientAuth.orElse(TlsSettings.ClientAuth.REQUIRE),
            interval));
  }

  private static void missing(YamlObject tls, String key, Optional<Path> file) {
    if (file.isEmpty() && !tls.has(key)) {
      tls.problems().add(tls.place(), key + ": missing (expected: a PEM file)");
    }
  }
}
