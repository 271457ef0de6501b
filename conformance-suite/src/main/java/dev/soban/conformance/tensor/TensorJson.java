package dev.soban.conformance.tensor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.soban.conformance.verdict.Unmet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Tensors as JSON arrays, flat or nested. */
public final class TensorJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private TensorJson() {}

  public static ArrayNode flat(TensorValue value) {
    ArrayNode array = JSON.arrayNode();
    if (value.datatype() == Datatype.BYTES) {
      value.strings().forEach(array::add);
      return array;
    }
    ByteBuffer reader = value.reader();
    while (reader.hasRemaining()) {
      array.add(Elements.next(value.datatype(), reader));
    }
    return array;
  }

  /** Arrays within arrays, as deep as the shape has dimensions. */
  public static ArrayNode nested(TensorValue value) {
    List<JsonNode> level = new ArrayList<>();
    flat(value).forEach(level::add);
    for (int i = value.shape().size() - 1; i > 0; i--) {
      level = grouped(level, Math.toIntExact(value.shape().get(i)));
    }
    return JSON.arrayNode().addAll(level);
  }

  private static List<JsonNode> grouped(List<JsonNode> level, int size) {
    List<JsonNode> groups = new ArrayList<>();
    for (int from = 0; size > 0 && from < level.size(); from += size) {
      groups.add(JSON.arrayNode().addAll(level.subList(from, from + size)));
    }
    return groups;
  }

  /** A tensor from the {@code data} of an answer, whose nesting does not matter. */
  public static TensorValue read(Datatype type, List<Long> shape, JsonNode data) {
    Unmet.unless(data.isArray(), "data as an array", data.getNodeType());
    List<JsonNode> elements = new ArrayList<>();
    flatten(data, elements);
    Unmet.unless(
        elements.size() == TensorValue.elements(shape),
        "as many values as shape " + shape + " says",
        elements.size() + " values");
    return type == Datatype.BYTES ? texts(shape, elements) : numbers(type, shape, elements);
  }

  private static void flatten(JsonNode node, List<JsonNode> into) {
    for (JsonNode child : node) {
      if (child.isArray()) {
        flatten(child, into);
      } else {
        into.add(child);
      }
    }
  }

  private static TensorValue texts(List<Long> shape, List<JsonNode> elements) {
    elements.forEach(node -> Unmet.unless(node.isTextual(), "strings for BYTES", node));
    return TensorValue.ofTexts(
        shape,
        elements.stream().map(node -> node.textValue().getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static TensorValue numbers(Datatype type, List<Long> shape, List<JsonNode> elements) {
    ByteBuffer bytes =
        ByteBuffer.allocate(elements.size() * type.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    elements.forEach(node -> Elements.put(type, node, bytes));
    return new TensorValue(type, shape, bytes.flip());
  }
}
