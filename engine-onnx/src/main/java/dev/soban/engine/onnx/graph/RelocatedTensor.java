package dev.soban.engine.onnx.graph;

import dev.soban.engine.onnx.graph.outline.ModelReader;
import dev.soban.engine.onnx.graph.outline.StringEntry;
import dev.soban.engine.onnx.graph.outline.TensorReader;
import dev.soban.engine.onnx.graph.wire.OnnxFormatException;
import dev.soban.engine.onnx.graph.wire.WireReader;
import dev.soban.engine.onnx.graph.wire.WireWriter;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** Writes an initializer anew with its external data in another place. */
final class RelocatedTensor {
  private RelocatedTensor() {}

  /** The initializer as a field of its graph. */
  static byte[] initializer(WireReader tensor, Map<String, String> locations)
      throws OnnxFormatException {
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    while (tensor.next()) {
      if (tensor.isMessage(TensorReader.EXTERNAL_DATA)) {
        fields.writeBytes(entry(tensor, locations));
      } else {
        fields.writeBytes(tensor.wholeField().toArray(ValueLayout.JAVA_BYTE));
      }
    }
    return new WireWriter().bytes(ModelReader.GRAPH_INITIALIZER, fields.toByteArray()).toBytes();
  }

  private static byte[] entry(WireReader tensor, Map<String, String> locations)
      throws OnnxFormatException {
    StringEntry entry = StringEntry.of(tensor.message());
    String value =
        entry.key().equals(TensorReader.LOCATION)
            ? locations.getOrDefault(entry.value(), entry.value())
            : entry.value();
    WireWriter written = new WireWriter().text(1, entry.key()).text(2, value);
    return new WireWriter().message(TensorReader.EXTERNAL_DATA, written).toBytes();
  }
}
