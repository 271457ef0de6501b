package dev.soban.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Reads certificates, and makes of them who trusts their holders. */
final class Certificates {
  private Certificates() {}

  /** Every certificate of a file, one at least, in order. */
  static List<X509Certificate> read(Path file, List<PemBlock> blocks) throws TlsFileException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : blocks) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(certificate(file, block, certificates.size() + 1));
      }
    }
    if (certificates.isEmpty()) {
      throw new TlsFileException(
          file, "no certificate in it (expected: PEM with BEGIN CERTIFICATE)");
    }
    return List.copyOf(certificates);
  }

  private static X509Certificate certificate(Path file, PemBlock block, int number)
      throws TlsFileException {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new TlsFileException(file, "certificate " + number + " is broken: " + e.getMessage());
    }
  }

  /** Trusts clients whose certificates these issued. */
  static X509ExtendedTrustManager trusting(List<X509Certificate> issuers) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < issuers.size(); i++) {
        store.setCertificateEntry("issuer-" + i, issuers.get(i));
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return Stream.of(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the platform has no PKIX trust", e);
    }
  }
}
