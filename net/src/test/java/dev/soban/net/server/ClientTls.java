package dev.soban.net.server;

import dev.soban.net.tls.TestCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What clients of tests know of TLS. */
final class ClientTls {
  private static final char[] PASSWORD = "test".toCharArray();

  private ClientTls() {}

  /** Trusts servers with these certificates. */
  static SSLContext trusting(TestCertificate... servers) {
    return context(List.of(servers), null);
  }

  /** Shows a certificate of its own, too. */
  static SSLContext showing(TestCertificate own, TestCertificate... servers) {
    return context(List.of(servers), own);
  }

  private static SSLContext context(List<TestCertificate> servers, @Nullable TestCertificate own) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (TestCertificate server : servers) {
        trusted.setCertificateEntry("trusted-" + trusted.size(), certificate(server));
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own == null ? null : keys(own), trust.getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyManager[] keys(TestCertificate own)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own", own.keys().getPrivate(), PASSWORD, new Certificate[] {certificate(own)});
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, PASSWORD);
    return factory.getKeyManagers();
  }

  private static Certificate certificate(TestCertificate of) throws GeneralSecurityException {
    byte[] pem = of.certificatePem().getBytes(StandardCharsets.US_ASCII);
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(pem));
  }
}
