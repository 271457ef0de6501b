package dev.soban.server.multipart;

import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.server.call.MediaType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields of a form within its body; nothing of it is copied. Used once.
 *
 * <pre>
 * preamble CRLF --boundary CRLF headers CRLF CRLF content CRLF --boundary … --boundary-- epilogue
 * </pre>
 */
public final class Form {
  private static final String MEDIA_TYPE = "multipart/form-data";
  private static final int MAX_PARTS = 1_000;
  private static final Pattern BOUNDARY =
      Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

  private final MemorySegment body;
  private final byte[] delimiter;
  private final List<Part> parts = new ArrayList<>();

  private Form(MemorySegment body, String boundary) {
    this.body = body;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether a content type is that of a form. */
  public static boolean is(@Nullable String contentType) {
    return MediaType.of(contentType).equals(MEDIA_TYPE);
  }

  /**
   * The fields in their order, one at least.
   *
   * @param contentType of the whole body
   * @throws InvalidInput when the body is no form
   */
  public static List<Part> read(MemorySegment body, String contentType) {
    String boundary = HeaderValue.of("content-type", contentType).parameters().get("boundary");
    if (boundary == null || !BOUNDARY.matcher(boundary).matches()) {
      throw new InvalidInput(
          "content-type: "
              + (boundary == null ? "no boundary" : "boundary \"" + boundary + "\"")
              + " (expected: multipart/form-data; boundary=, then 1 to 70 letters, digits or"
              + " '()+_,-./:=?)");
    }
    Form form = new Form(body, boundary);
    form.read();
    return form.parts;
  }

  private void read() {
    long from = firstDelimiter();
    while (!isLast(from)) {
      long headers = endOfLine(from);
      long next = find(delimiter, headers - 2);
      if (next < 0) {
        throw new InvalidInput(
            "part " + (parts.size() + 1) + ": does not end (expected: the boundary behind it)");
      }
      if (parts.size() == MAX_PARTS) {
        throw new InputTooLarge("body: more parts (expected: at most " + MAX_PARTS + ")");
      }
      parts.add(part(headers, next));
      from = next + delimiter.length;
    }
    if (parts.isEmpty()) {
      throw new InvalidInput("body: no parts (expected: at least one)");
    }
  }

  /** Where the text behind the first delimiter begins; it may be the first thing in the body. */
  private long firstDelimiter() {
    if (startsWith(delimiter, 2, 0)) {
      return delimiter.length - 2L;
    }
    long found = find(delimiter, 0);
    if (found < 0) {
      throw new InvalidInput(
          "body: no boundary in it (expected: the one that content-type names, in front of each"
              + " part)");
    }
    return found + delimiter.length;
  }

  private boolean isLast(long position) {
    return position + 2 <= body.byteSize() && at(position) == '-' && at(position + 1) == '-';
  }

  /** Steps over the white space that may stand behind a boundary, and over the line's end. */
  private long endOfLine(long position) {
    long end = position;
    while (end < body.byteSize() && (at(end) == ' ' || at(end) == '\t')) {
      end++;
    }
    if (end + 2 <= body.byteSize() && at(end) == '\r' && at(end + 1) == '\n') {
      return end + 2;
    }
    throw new InvalidInput(
        "body: more behind the boundary at byte " + end + " (expected: CR LF, or -- at the end)");
  }

  private Part part(long from, long to) {
    PartHeaders headers = PartHeaders.read(body, from, to, parts.size() + 1);
    Optional<String> contentType = headers.contentType();
    return new Part(
        headers.name(), contentType.orElse(null), headers.file(), content(headers.end(), to));
  }

  /** A part without content may end with its head. */
  private MemorySegment content(long from, long to) {
    return body.asSlice(Math.min(from, to), Math.max(0, to - from));
  }

  private long find(byte[] wanted, long from) {
    for (long i = from; i + wanted.length <= body.byteSize(); i++) {
      if (at(i) == wanted[0] && startsWith(wanted, 1, i + 1)) {
        return i;
      }
    }
    return -1;
  }

  private boolean startsWith(byte[] wanted, int skipped, long position) {
    if (position + wanted.length - skipped > body.byteSize()) {
      return false;
    }
    for (int i = skipped; i < wanted.length; i++) {
      if (at(position + i - skipped) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private byte at(long position) {
    return PartHeaders.at(body, position);
  }
}
