package dev.soban.repository.server;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a port speaks TLS.
 *
 * @param certificate PEM, the server's own certificate first
 * @param key PEM, PKCS#8
 * @param clientCa PEM; null when clients show no certificate
 * @param clientAuth means something only with a client CA
 * @param reloadInterval between two looks at the files
 */
public record TlsSettings(
    Path certificate,
    Path key,
    @Nullable Path clientCa,
    ClientAuth clientAuth,
    Duration reloadInterval) {
  public static final Duration RELOAD_INTERVAL = Duration.ofSeconds(10);

  /** What clients show where there is a client CA. */
  public enum ClientAuth {
    REQUIRE,
    OPTIONAL
  }
}
