package dev.soban.server.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text and bytes, strictly: nothing is replaced. */
public final class Utf8 {
  private Utf8() {}

  /** The bytes; empty when the text has half a surrogate pair, which UTF-8 cannot write. */
  public static Optional<byte[]> encode(String text) {
    boolean complete = !hasSurrogate(text) || StandardCharsets.UTF_8.newEncoder().canEncode(text);
    return complete ? Optional.of(text.getBytes(StandardCharsets.UTF_8)) : Optional.empty();
  }

  private static boolean hasSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** The text; empty when the bytes are not UTF-8. */
  public static Optional<String> decode(ByteBuffer bytes) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return Optional.of(text.toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
