package dev.soban.engine.onnx.graph.outline;

import dev.soban.engine.onnx.graph.wire.OnnxFormatException;
import dev.soban.engine.onnx.graph.wire.WireReader;
import java.util.List;

/** Reads the node that scikit-learn's exporter uses to turn scores into a sequence of maps. */
public final class ZipMapReader {
  static final Operator OPERATOR = new Operator("ai.onnx.ml", "ZipMap");

  private static final int INPUT = 1;
  private static final int OUTPUT = 2;
  private static final int ATTRIBUTE = 5;

  private ZipMapReader() {}

  public static MapOutput read(WireReader node) throws OnnxFormatException {
    String scores = "";
    String output = "";
    List<String> texts = List.of();
    List<String> numbers = List.of();
    while (node.next()) {
      if (node.isMessage(INPUT)) {
        scores = node.text();
      } else if (node.isMessage(OUTPUT)) {
        output = node.text();
      } else if (node.isMessage(ATTRIBUTE)) {
        AttributeReader attribute = AttributeReader.of(node.message());
        switch (attribute.name()) {
          case "classlabels_strings" -> texts = attribute.texts();
          case "classlabels_int64s" -> numbers = attribute.numbers();
          default -> {}
        }
      }
    }
    boolean textKeys = !texts.isEmpty();
    return new MapOutput(output, scores, textKeys, textKeys ? texts : numbers);
  }
}
