package dev.soban.server.cloudevents;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.server.call.MediaType;
import dev.soban.server.json.Base64Object;
import dev.soban.server.json.JsonObjects;
import dev.soban.server.json.JsonRegion;
import dev.soban.server.json.JsonStreams;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that is one JSON object.
 *
 * @param data what it carries
 */
record StructuredEvent(CloudEvent event, MemorySegment data) {
  private static final int MAX_ATTRIBUTES = 1_000;

  static StructuredEvent read(MemorySegment body, JsonStreams json) {
    if (body.byteSize() == 0) {
      throw new InvalidInput("body: empty (expected: an event in JSON)");
    }
    return json.read(body, parser -> read(parser, body));
  }

  private static StructuredEvent read(JsonParser parser, MemorySegment body) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, "body", "an event, which is an object");
    Map<String, Object> attributes = new LinkedHashMap<>();
    MemorySegment data = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "data" -> data = once(data, JsonRegion.skip(parser).of(body));
        case "data_base64" -> data = once(data, decoded(parser));
        default -> {
          if (attributes.size() == MAX_ATTRIBUTES) {
            throw new InputTooLarge(
                "event: more attributes (expected: at most " + MAX_ATTRIBUTES + ")");
          }
          if (attributes.put(name, value(parser, name)) != null) {
            throw new InvalidInput(name + ": given twice (expected: once)");
          }
        }
      }
    }
    attributes.values().removeIf(""::equals);
    checkContentType(attributes);
    CloudEvent event = CloudEvent.of(attributes);
    if (data == null) {
      throw new InvalidInput("data: missing (expected: data or data_base64)");
    }
    return new StructuredEvent(event, data);
  }

  private static MemorySegment once(@Nullable MemorySegment before, MemorySegment data) {
    if (before != null) {
      throw new InvalidInput("data: given twice (expected: once, as data or as data_base64)");
    }
    return data;
  }

  private static MemorySegment decoded(JsonParser parser) throws IOException {
    String text = JsonObjects.string(parser, "data_base64");
    return MemorySegment.ofArray(Base64Object.decoded(text, "data_base64"));
  }

  /** An attribute that is null counts as absent. */
  private static Object value(JsonParser parser, String name) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> "";
      case VALUE_NUMBER_INT -> JsonObjects.integer(parser, "attribute " + name + " of the event");
      default ->
          throw JsonObjects.wrong(
              parser, "attribute " + name + " of the event", "text, an integer or true or false");
    };
  }

  private static void checkContentType(Map<String, Object> attributes) {
    Object given = attributes.get("datacontenttype");
    if (given != null && !MediaType.json(MediaType.of(given.toString()))) {
      throw new InvalidInput(
          "attribute datacontenttype of the event: " + given + " (expected: application/json)");
    }
  }
}
