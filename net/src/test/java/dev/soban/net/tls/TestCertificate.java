package dev.soban.net.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * A certificate for localhost with its key, made on the spot.
 *
 * @param certificatePem the certificate alone
 */
public record TestCertificate(String name, KeyPair keys, String certificatePem) {
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";

  /** Kinds of keys by what signs with them. */
  public enum Kind {
    RSA("RSA", 2048, "SHA256withRSA", "1.2.840.113549.1.1.11"),
    EC("EC", 256, "SHA256withECDSA", "1.2.840.10045.4.3.2"),
    ED25519("Ed25519", 255, "Ed25519", "1.3.101.112");

    private final String algorithm;
    private final int bits;
    private final String signature;
    private final String oid;

    Kind(String algorithm, int bits, String signature, String oid) {
      this.algorithm = algorithm;
      this.bits = bits;
      this.signature = signature;
      this.oid = oid;
    }
  }

  /** Of an issuer, or of itself when that is null. */
  private record Issuer(String name, PrivateKey key, Kind kind) {}

  public static TestCertificate of(String name) {
    return of(name, Kind.EC);
  }

  public static TestCertificate of(String name, Kind kind) {
    return of(name, kind, Instant.now().plus(Duration.ofDays(365)));
  }

  public static TestCertificate of(String name, Kind kind, Instant end) {
    KeyPair keys = keys(kind);
    return signed(name, keys, new Issuer(name, keys.getPrivate(), kind), end);
  }

  /** A certificate that this one, of an elliptic curve, issues. */
  public TestCertificate issue(String subject) {
    return signed(
        subject,
        keys(Kind.EC),
        new Issuer(name, keys.getPrivate(), Kind.EC),
        Instant.now().plus(Duration.ofDays(365)));
  }

  private static KeyPair keys(Kind kind) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.algorithm);
      generator.initialize(kind.bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestCertificate signed(String name, KeyPair keys, Issuer issuer, Instant end) {
    byte[] algorithm =
        issuer.kind() == Kind.RSA
            ? Der.sequence(Der.oid(issuer.kind().oid), Der.tagged(0x05))
            : Der.sequence(Der.oid(issuer.kind().oid));
    byte[] body =
        Der.sequence(
            Der.tagged(0xa0, Der.integer(2)),
            Der.integer(new SecureRandom().nextLong(1, Long.MAX_VALUE)),
            algorithm,
            distinguished(issuer.name()),
            Der.sequence(Der.time(end.minus(Duration.ofDays(800))), Der.time(end)),
            distinguished(name),
            keys.getPublic().getEncoded(),
            Der.tagged(0xa3, Der.sequence(authority(), alternatives())));
    return new TestCertificate(
        name,
        keys,
        pem("CERTIFICATE", Der.sequence(body, algorithm, Der.bits(signature(issuer, body)))));
  }

  private static byte[] distinguished(String name) {
    return Der.sequence(Der.tagged(0x31, Der.sequence(Der.oid(COMMON_NAME), Der.text(name))));
  }

  private static byte[] authority() {
    return Der.sequence(Der.oid(BASIC_CONSTRAINTS), Der.octets(Der.sequence(Der.flag())));
  }

  private static byte[] alternatives() {
    byte[] localhost = Der.tagged(0x82, "localhost".getBytes(StandardCharsets.US_ASCII));
    byte[] loopback = Der.tagged(0x87, new byte[] {127, 0, 0, 1});
    return Der.sequence(Der.oid(ALTERNATIVE_NAMES), Der.octets(Der.sequence(localhost, loopback)));
  }

  private static byte[] signature(Issuer issuer, byte[] body) {
    try {
      Signature signature = Signature.getInstance(issuer.kind().signature);
      signature.initSign(issuer.key());
      signature.update(body);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public String keyPem() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  static String pem(String label, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }

  /** Writes {@code cert.pem} and {@code key.pem}. */
  public TlsFiles write(Path folder) throws IOException {
    Files.writeString(folder.resolve("cert.pem"), certificatePem);
    Files.writeString(folder.resolve("key.pem"), keyPem());
    return TlsFiles.of(folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }
}
