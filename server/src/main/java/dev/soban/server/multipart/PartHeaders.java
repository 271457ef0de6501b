package dev.soban.server.multipart;

import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.InvalidInput;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The head of one part.
 *
 * @param end where its content begins
 */
record PartHeaders(String name, boolean file, Optional<String> contentType, long end) {
  private static final int MAX_BYTES = 8 << 10;

  /**
   * @param to where the part ends
   * @param number of the part, from 1, for errors
   */
  static PartHeaders read(MemorySegment body, long from, long to, int number) {
    Map<String, String> headers = new HashMap<>();
    long position = from;
    while (true) {
      long end = lineEnd(body, position, to, number);
      if (end - from > MAX_BYTES) {
        throw new InputTooLarge(
            "part " + number + ": headers (expected: at most " + MAX_BYTES + " bytes)");
      }
      String line = text(body, position, end);
      position = end + 2;
      if (line.isEmpty()) {
        return of(headers, position, number);
      }
      add(line, headers, number);
    }
  }

  private static long lineEnd(MemorySegment body, long from, long to, int number) {
    long last = Math.min(to + 2, from + MAX_BYTES + 2) - 1;
    for (long i = from; i < last; i++) {
      if (at(body, i) == '\r' && at(body, i + 1) == '\n') {
        return i;
      }
    }
    throw new InvalidInput(
        "part "
            + number
            + ": headers do not end (expected: an empty line in front of the content)");
  }

  private static String text(MemorySegment body, long from, long to) {
    byte[] bytes = body.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void add(String line, Map<String, String> headers, int number) {
    int colon = line.indexOf(':');
    if (colon < 1) {
      throw new InvalidInput("part " + number + ": \"" + line + "\" (expected: name: value)");
    }
    String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
    if (headers.put(name, line.substring(colon + 1).trim()) != null) {
      throw new InvalidInput("part " + number + ": " + name + " twice (expected: once)");
    }
  }

  private static PartHeaders of(Map<String, String> headers, long end, int number) {
    String encoding = headers.getOrDefault("content-transfer-encoding", "binary");
    switch (encoding.toLowerCase(Locale.ROOT)) {
      case "7bit", "8bit", "binary" -> {}
      default ->
          throw new InvalidInput(
              "part "
                  + number
                  + ": content-transfer-encoding: "
                  + encoding
                  + " (expected: binary, or none)");
    }
    String disposition = headers.getOrDefault("content-disposition", "");
    HeaderValue form = HeaderValue.of("content-disposition", disposition);
    String name = form.parameters().get("name");
    if (!form.value().equals("form-data") || name == null) {
      throw new InvalidInput(
          "part "
              + number
              + ": content-disposition: "
              + disposition
              + " (expected: form-data; name=\"text\")");
    }
    boolean file =
        form.parameters().containsKey("filename") || form.parameters().containsKey("filename*");
    return new PartHeaders(
        unescaped(name), file, Optional.ofNullable(headers.get("content-type")), end);
  }

  /** Browsers write the marks that would end a name or its line with a percent sign. */
  private static String unescaped(String name) {
    return name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
  }

  static byte at(MemorySegment body, long position) {
    return body.get(ValueLayout.JAVA_BYTE, position);
  }
}
