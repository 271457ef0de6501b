package dev.soban.net.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate chain with its key, and who judges clients.
 *
 * @param chain the server's own certificate first
 * @param clients null when clients are not asked for a certificate
 */
record Identity(
    List<X509Certificate> chain, PrivateKey key, @Nullable X509ExtendedTrustManager clients) {

  static Identity read(TlsFiles files, FileContents contents) throws TlsFileException {
    List<X509Certificate> chain =
        Certificates.read(files.certificate(), PemBlock.all(contents.certificate()));
    PrivateKey key = PrivateKeys.read(files.key(), PemBlock.all(contents.key()), chain.getFirst());
    Path clientCa = files.clientCa();
    return new Identity(
        chain,
        key,
        clientCa == null
            ? null
            : Certificates.trusting(
                Certificates.read(clientCa, PemBlock.all(contents.clientCa()))));
  }

  /** When the first certificate of the chain ends. */
  Instant expiresAt() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  String subject() {
    return chain.getFirst().getSubjectX500Principal().getName();
  }

  /** The name that TLS has for the kind of key: RSA, EC, EdDSA or RSASSA-PSS. */
  String keyType() {
    return chain.getFirst().getPublicKey().getAlgorithm();
  }
}
