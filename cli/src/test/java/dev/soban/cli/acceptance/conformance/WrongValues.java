package dev.soban.cli.acceptance.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Servers that do not carry values as they are. */
final class WrongValues {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private WrongValues() {}

  static List<Wrong> all() {
    return List.of(
        read("integers through doubles", "REST-074", "INT64", WrongValues::asDouble),
        read("UINT8 of seven bits", "REST-075", "UINT8", v -> JSON.numberNode(v.asInt() & 127)),
        read("floats of half width", "REST-076", "FP32", WrongValues::asHalf),
        read("texts trimmed", "REST-077", "BYTES", v -> JSON.textNode(v.asText().strip())));
  }

  private static Wrong read(
      String breaks, String noticedBy, String datatype, UnaryOperator<JsonNode> misreading) {
    return Wrong.requests(breaks, noticedBy, call -> call.withJson(data(datatype, misreading)));
  }

  private static Consumer<ObjectNode> data(String datatype, UnaryOperator<JsonNode> misreading) {
    return json -> {
      for (JsonNode input : json.path("inputs")) {
        if (input.path("datatype").asText().equals(datatype)) {
          ArrayNode data = WrongAnswers.array(input, "data");
          for (int i = 0; i < data.size(); i++) {
            data.set(i, misreading.apply(data.get(i)));
          }
        }
      }
    };
  }

  private static JsonNode asDouble(JsonNode value) {
    return value.isIntegralNumber() ? JSON.numberNode((long) value.asDouble()) : value;
  }

  private static JsonNode asHalf(JsonNode value) {
    float half = Float.float16ToFloat(Float.floatToFloat16((float) value.asDouble()));
    return JSON.numberNode(Float.isFinite(half) ? half : 0);
  }

  /** Takes the first element of nested data for all of them. */
  static Call firstOfNested(Call call) {
    return call.withJson(
        json -> {
          for (JsonNode input : json.path("inputs")) {
            ArrayNode data = WrongAnswers.array(input, "data");
            if (data.path(0).isArray()) {
              JsonNode element = data.path(0).path(0);
              ArrayNode flat = ((ObjectNode) input).putArray("data");
              long count = 1;
              for (JsonNode dim : input.path("shape")) {
                count *= dim.asLong();
              }
              for (long i = 0; i < count; i++) {
                flat.add(element);
              }
            }
          }
        });
  }

  static void swapRows(ObjectNode json) {
    for (JsonNode output : json.path("outputs")) {
      ArrayNode data = WrongAnswers.array(output, "data");
      if (output.path("shape").path(0).asInt() == 2) {
        for (int i = 0; i < data.size() / 2; i++) {
          data.add(data.remove(0));
        }
      }
    }
  }

  static void allTheSame(ObjectNode json) {
    if (json.path("id").asText().startsWith("concurrent")) {
      for (JsonNode output : json.path("outputs")) {
        ArrayNode data = WrongAnswers.array(output, "data");
        for (int i = 1; i < data.size(); i++) {
          data.set(i, data.get(0));
        }
        if (data.path(0).isNumber()) {
          data.set(0, data.numberNode(55));
        }
      }
    }
  }
}
