package dev.soban.server.multipart;

import dev.soban.core.predict.PredictionException.InvalidInput;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A header's value with parameters, {@code form-data; name="a"}. Names are in lower case; quoted
 * values come without their quotes.
 *
 * @param value what stands in front of the parameters, in lower case
 */
record HeaderValue(String value, Map<String, String> parameters) {
  static HeaderValue of(String header, String text) {
    return new Reading(header, text).read();
  }

  private static final class Reading {
    private final String header;
    private final String text;
    private int position;

    Reading(String header, String text) {
      this.header = header;
      this.text = text;
    }

    HeaderValue read() {
      String value = until(';').trim().toLowerCase(Locale.ROOT);
      Map<String, String> parameters = new HashMap<>();
      while (position < text.length()) {
        position++;
        readParameter(parameters);
      }
      return new HeaderValue(value, parameters);
    }

    private void readParameter(Map<String, String> parameters) {
      skipSpaces();
      int start = position;
      while (position < text.length() && "=;".indexOf(text.charAt(position)) < 0) {
        position++;
      }
      String name = text.substring(start, position).trim().toLowerCase(Locale.ROOT);
      if (position == text.length() || text.charAt(position) == ';') {
        if (!name.isEmpty()) {
          throw wrong(name + " without a value");
        }
        return;
      }
      position++;
      skipSpaces();
      boolean quoted = position < text.length() && text.charAt(position) == '"';
      String value = quoted ? quoted() : until(';').trim();
      if (parameters.put(name, value) != null) {
        throw wrong(name + " twice");
      }
    }

    private String quoted() {
      StringBuilder value = new StringBuilder();
      for (position++; position < text.length(); position++) {
        char c = text.charAt(position);
        if (c == '"') {
          position++;
          skipSpaces();
          if (position < text.length() && text.charAt(position) != ';') {
            throw wrong("more behind a quoted value");
          }
          return value.toString();
        }
        // Browsers escape nothing but quotes, and send the backslashes of file names as they are.
        boolean escapes =
            c == '\\'
                && position + 1 < text.length()
                && "\\\"".indexOf(text.charAt(position + 1)) >= 0;
        value.append(escapes ? text.charAt(++position) : c);
      }
      throw wrong("a quote that does not end");
    }

    private String until(char end) {
      int found = text.indexOf(end, position);
      String part = text.substring(position, found < 0 ? text.length() : found);
      position += part.length();
      return part;
    }

    private void skipSpaces() {
      while (position < text.length() && " \t".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
    }

    private InvalidInput wrong(String what) {
      return new InvalidInput(header + ": " + what + " (expected: value; name=\"text\")");
    }
  }
}
