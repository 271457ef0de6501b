package dev.soban.engine.onnx.graph.outline;

import dev.soban.engine.onnx.graph.wire.OnnxFormatException;
import dev.soban.engine.onnx.graph.wire.WireReader;
import java.util.ArrayList;
import java.util.List;

/** The parts of one AttributeProto that a model's outline needs. */
final class AttributeReader {
  private static final int NAME = 1;
  private static final int INTS = 8;
  private static final int STRINGS = 9;

  private String name = "";
  private final List<String> texts = new ArrayList<>();
  private final List<String> numbers = new ArrayList<>();

  private AttributeReader() {}

  /** Reads name and lists; sizes are bounded by the file's own. */
  static AttributeReader of(WireReader attribute) throws OnnxFormatException {
    AttributeReader read = new AttributeReader();
    while (attribute.next()) {
      if (attribute.isMessage(NAME)) {
        read.name = attribute.text();
      } else if (attribute.isMessage(STRINGS)) {
        read.texts.add(attribute.text());
      } else if (attribute.isNumber(INTS)) {
        read.numbers.add(Long.toString(attribute.number()));
      } else if (attribute.isMessage(INTS)) {
        read.packed(attribute.message());
      }
    }
    return read;
  }

  private void packed(WireReader values) throws OnnxFormatException {
    while (!values.atEnd()) {
      numbers.add(Long.toString(values.varint()));
    }
  }

  String name() {
    return name;
  }

  List<String> texts() {
    return texts;
  }

  List<String> numbers() {
    return numbers;
  }
}
