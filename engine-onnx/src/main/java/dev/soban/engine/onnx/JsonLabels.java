package dev.soban.engine.onnx;

import dev.soban.engine.onnx.graph.outline.MapOutput;
import java.util.List;
import java.util.stream.Collectors;

/** A map output's keys as a JSON array, in the order of the tensor's columns. */
final class JsonLabels {
  private JsonLabels() {}

  static String of(MapOutput map) {
    List<String> ordered = map.ascendingColumns().stream().map(map.keys()::get).toList();
    return ordered.stream()
        .map(key -> map.textKeys() ? quoted(key) : key)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
