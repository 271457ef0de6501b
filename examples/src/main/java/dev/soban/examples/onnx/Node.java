package dev.soban.examples.onnx;

import java.util.List;

/** One operator of a graph: what it reads, the one value it makes, and its settings. */
record Node(String operator, List<String> inputs, String output, List<Attribute> attributes) {
  private static final int WHOLE_TYPE = 2;
  private static final int WORD_TYPE = 3;
  private static final int WHOLES_TYPE = 7;

  ProtoMessage toProto() {
    var node = new ProtoMessage();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, output).text(4, operator);
    attributes.forEach(attribute -> node.message(5, toProto(attribute)));
    return node;
  }

  private static ProtoMessage toProto(Attribute attribute) {
    var proto = new ProtoMessage().text(1, attribute.name());
    return switch (attribute) {
      case Attribute.Whole whole -> proto.number(3, whole.value()).number(20, WHOLE_TYPE);
      case Attribute.Word word -> proto.text(4, word.value()).number(20, WORD_TYPE);
      case Attribute.Wholes wholes -> {
        for (long value : wholes.values()) {
          proto.number(8, value);
        }
        yield proto.number(20, WHOLES_TYPE);
      }
    };
  }
}
