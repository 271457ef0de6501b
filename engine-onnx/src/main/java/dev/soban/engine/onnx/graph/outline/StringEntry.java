package dev.soban.engine.onnx.graph.outline;

import dev.soban.engine.onnx.graph.wire.OnnxFormatException;
import dev.soban.engine.onnx.graph.wire.WireReader;

/** A key and its value, as ONNX keeps settings. */
public record StringEntry(String key, String value) {
  public static StringEntry of(WireReader entry) throws OnnxFormatException {
    String key = "";
    String value = "";
    while (entry.next()) {
      if (entry.isMessage(1)) {
        key = entry.text();
      } else if (entry.isMessage(2)) {
        value = entry.text();
      }
    }
    return new StringEntry(key, value);
  }
}
