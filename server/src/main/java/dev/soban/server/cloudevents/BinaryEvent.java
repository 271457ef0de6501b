package dev.soban.server.cloudevents;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.net.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Events whose attributes are headers, {@code ce-} and the attribute's name. */
final class BinaryEvent {
  static final String PREFIX = "ce-";
  private static final String LITERAL =
      "!#$&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

  private BinaryEvent() {}

  static CloudEvent read(Headers headers) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    headers.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (lower.startsWith(PREFIX)
              && attributes.put(lower.substring(PREFIX.length()), decoded(lower, value)) != null) {
            throw new InvalidInput(lower + ": given twice (expected: once)");
          }
        });
    return CloudEvent.of(attributes);
  }

  /** Header values are ASCII; everything else in an attribute is percent-encoded UTF-8. */
  private static String decoded(String name, String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    ByteBuffer bytes = ByteBuffer.allocate(value.length());
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) != '%') {
        bytes.put((byte) value.charAt(i));
        continue;
      }
      int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
      int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        throw new InvalidInput(name + ": " + value + " (expected: two digits behind each %)");
      }
      bytes.put((byte) (16 * high + low));
      i += 2;
    }
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
  }

  static String encoded(Object value) {
    StringBuilder text = new StringBuilder();
    for (byte b : String.valueOf(value).getBytes(StandardCharsets.UTF_8)) {
      if (LITERAL.indexOf(b) >= 0) {
        text.append((char) b);
      } else {
        text.append('%').append(hex(b >> 4)).append(hex(b));
      }
    }
    return text.toString();
  }

  private static char hex(int value) {
    return Character.toUpperCase(Character.forDigit(value & 0xf, 16));
  }
}
