package dev.soban.net.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Splits and decodes the text of a request's target. */
final class TargetText {
  private TargetText() {}

  static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(8);
    int start = path.startsWith("/") ? 1 : 0;
    while (true) {
      int slash = path.indexOf('/', start);
      if (slash < 0) {
        segments.add(decode(path.substring(start), false));
        return segments;
      }
      segments.add(decode(path.substring(start, slash), false));
      start = slash + 1;
    }
  }

  static List<String> values(String query, String name) {
    List<String> values = new ArrayList<>(1);
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (decode(key, true).equals(name)) {
        values.add(equals < 0 ? "" : decode(pair.substring(equals + 1), true));
      }
    }
    return values;
  }

  private static String decode(String text, boolean plusIsSpace) {
    boolean plain = text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0);
    if (plain) {
      return text;
    }
    String kept = plusIsSpace ? text : text.replace("+", "%2B");
    return URLDecoder.decode(kept, StandardCharsets.UTF_8);
  }
}
