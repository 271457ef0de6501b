package dev.soban.server.predictions;

import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.InvalidInput;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Decodes text bodies strictly, in the charset that the request or else the model names. */
final class Text {
  private static final long MAX_BYTES = 16L << 20;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Text() {}

  /** An upper bound of what {@link #of} takes of the heap: characters, and then the text. */
  static long heapBytes(MemorySegment body) {
    return (Character.BYTES + 1) * body.byteSize();
  }

  static void checkSize(MemorySegment body) {
    if (body.byteSize() > MAX_BYTES) {
      throw new InputTooLarge(
          "body: " + body.byteSize() + " bytes of text (expected: at most " + MAX_BYTES + ")");
    }
  }

  static String of(MemorySegment body, @Nullable String contentType, String modelCharset) {
    String named = contentType == null ? null : charsetOf(contentType);
    Charset charset = charset(named == null ? modelCharset : named);
    String text = decoded(body.asByteBuffer(), charset);
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    return marked ? text.substring(1) : text;
  }

  private static String decoded(ByteBuffer bytes, Charset charset) {
    CharsetDecoder decoder = charset.newDecoder();
    CharBuffer text =
        CharBuffer.allocate((int) (bytes.remaining() * decoder.maxCharsPerByte()) + 1);
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      throw new InvalidInput(
          "body: byte "
              + bytes.position()
              + " is not "
              + charset.name()
              + " (expected: text in that charset; Content-Type: text/csv; charset=..., or csv.charset in"
              + " model.yaml, names another)");
    }
    decoder.flush(text);
    return text.flip().toString();
  }

  private static @Nullable String charsetOf(String contentType) {
    String lower = contentType.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("charset=");
    if (at < 0) {
      return null;
    }
    int end = lower.indexOf(';', at);
    String value = lower.substring(at + "charset=".length(), end < 0 ? lower.length() : end);
    return value.replace("\"", "").trim();
  }

  /** The charset of that name; the Korean ones under all the names that Windows gave them. */
  private static Charset charset(String name) {
    String known =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "cp949", "ms949", "windows-949", "uhc" -> "x-windows-949";
          default -> name;
        };
    try {
      return Charset.forName(known);
    } catch (IllegalArgumentException e) {
      throw new InvalidInput("charset: " + name + " (expected: one that Java knows, as UTF-8)");
    }
  }
}
