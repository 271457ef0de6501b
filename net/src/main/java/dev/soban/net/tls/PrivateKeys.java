package dev.soban.net.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Reads private keys in PKCS#8; for any other form it says how to convert it. */
final class PrivateKeys {
  private static final byte[] PROBE = "whose key is this?".getBytes(StandardCharsets.US_ASCII);

  private PrivateKeys() {}

  /** The key of a file, which must belong to the certificate. */
  static PrivateKey read(Path file, List<PemBlock> blocks, X509Certificate certificate)
      throws TlsFileException {
    PemBlock block = keyBlock(file, blocks);
    PublicKey open = certificate.getPublicKey();
    PrivateKey key = decode(file, block, open.getAlgorithm());
    if (!belongTogether(key, open)) {
      throw new TlsFileException(
          file,
          "not the key of the certificate of "
              + certificate.getSubjectX500Principal().getName()
              + " (expected: its own, and that certificate first in its file)");
    }
    return key;
  }

  private static PemBlock keyBlock(Path file, List<PemBlock> blocks) throws TlsFileException {
    for (PemBlock block : blocks) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return block;
        }
        case "ENCRYPTED PRIVATE KEY" -> throw unread(file, "the key is encrypted");
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "OPENSSH PRIVATE KEY" ->
            throw unread(file, "the key is in the form " + block.label());
        default -> {}
      }
    }
    throw new TlsFileException(file, "no private key in it (expected: PEM with BEGIN PRIVATE KEY)");
  }

  private static TlsFileException unread(Path file, String problem) {
    return new TlsFileException(
        file,
        problem
            + ", which is not read (expected: PKCS#8 without a passphrase, as"
            + " 'openssl pkey -in "
            + file
            + " -out pkcs8.key' makes it)");
  }

  private static PrivateKey decode(Path file, PemBlock block, String algorithm)
      throws TlsFileException {
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(block.der()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Not the cause's text: it may quote the key.
      throw new TlsFileException(
          file,
          "no readable " + algorithm + " key (expected: the kind of key that the certificate has)");
    }
  }

  private static boolean belongTogether(PrivateKey key, PublicKey open) {
    if (key instanceof RSAKey secret && open instanceof RSAKey known) {
      return secret.getModulus().equals(known.getModulus());
    }
    String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : key.getAlgorithm();
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(PROBE);
      byte[] signature = signing.sign();
      Signature checking = Signature.getInstance(algorithm);
      checking.initVerify(open);
      checking.update(PROBE);
      return checking.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
