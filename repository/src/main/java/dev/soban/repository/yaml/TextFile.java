package dev.soban.repository.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A UTF-8 file read whole, within a bound; a byte order mark is dropped. */
public final class TextFile {
  private TextFile() {}

  /**
   * @param shownAs name of the file in errors
   */
  public static String read(Path file, String shownAs, int maxBytes) throws ConfigException {
    // Opening a pipe would block until somebody writes to it.
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(
          Place.of(shownAs),
          Files.exists(file)
              ? "not a file (expected: a regular file)"
              : "not found (expected: a file that can be read)");
    }
    return decode(bytes(file, shownAs, maxBytes), shownAs);
  }

  private static byte[] bytes(Path file, String shownAs, int maxBytes) throws ConfigException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new ConfigException(
            Place.of(shownAs), "too large (expected: at most " + maxBytes + " bytes)");
      }
      return bytes;
    } catch (IOException e) {
      throw new ConfigException(Place.of(shownAs), "cannot be read: " + e);
    }
  }

  static String decode(byte[] bytes, String shownAs) throws ConfigException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    boolean valid = !decoder.decode(in, out, true).isError();
    String text = out.flip().toString();
    if (!valid) {
      throw new ConfigException(
          placeOf(text.length(), text, shownAs),
          String.format("byte 0x%02X (expected: UTF-8)", bytes[in.position()]));
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Place of the character at an index. */
  static Place placeOf(int index, String text, String shownAs) {
    int lineStart = text.lastIndexOf('\n', index - 1) + 1;
    long line = 1 + text.substring(0, lineStart).chars().filter(c -> c == '\n').count();
    return new Place(shownAs, (int) line, 1 + text.codePointCount(lineStart, index));
  }
}
