package dev.soban.server.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a key's text: all that is kept of a key. Keys are 256 random bits, so that nobody
 * can guess one from its hash and no slow hash is needed.
 */
public final class KeyHash {
  private static final int BYTES = 32;

  private final byte[] bytes;

  private KeyHash(byte[] bytes) {
    this.bytes = bytes;
  }

  public static KeyHash of(String key) {
    try {
      byte[] text = key.getBytes(StandardCharsets.UTF_8);
      return new KeyHash(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /**
   * @throws IllegalArgumentException when the text is not 64 hexadecimal digits; it is not told, as
   *     it may be a key by mistake
   */
  public static KeyHash ofHex(String hex) {
    if (hex.length() != 2 * BYTES || !hex.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IllegalArgumentException("sha256: not shown (expected: 64 hexadecimal digits)");
    }
    return new KeyHash(HexFormat.of().parseHex(hex));
  }

  /** In a time that tells nothing of where the two differ. */
  boolean matches(KeyHash other) {
    return MessageDigest.isEqual(bytes, other.bytes);
  }

  /** Its first 64 bits, by which it is looked up. They tell nothing of the key. */
  long prefix() {
    return ByteBuffer.wrap(bytes).getLong();
  }

  /** As settings write it: 64 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
