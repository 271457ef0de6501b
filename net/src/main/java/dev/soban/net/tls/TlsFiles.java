package dev.soban.net.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a server's identity lies, in PEM files.
 *
 * @param certificate the server's own certificate first, then those that lead to its issuer
 * @param key the private key of that certificate, in PKCS#8 and not encrypted
 * @param clientCa the issuers whose clients are let in; null exactly when clients are not asked
 */
public record TlsFiles(Path certificate, Path key, @Nullable Path clientCa, ClientAuth clientAuth) {

  public TlsFiles {
    boolean asks = clientAuth != ClientAuth.NONE;
    if (asks != (clientCa != null)) {
      throw new IllegalArgumentException(
          "clientAuth: "
              + clientAuth
              + (asks ? " (expected: with a clientCa)" : " (expected: without a clientCa)"));
    }
  }

  /** Clients are not asked for a certificate. */
  public static TlsFiles of(Path certificate, Path key) {
    return new TlsFiles(certificate, key, null, ClientAuth.NONE);
  }

  /** Clients must show a certificate of one of these issuers. */
  public TlsFiles requiring(Path clientCa) {
    return new TlsFiles(certificate, key, clientCa, ClientAuth.REQUIRE);
  }
}
