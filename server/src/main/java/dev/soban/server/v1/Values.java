package dev.soban.server.v1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.server.json.JsonObjects;
import dev.soban.server.json.JsonRegion;
import dev.soban.server.json.JsonStreams;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the values of an object lie within a text. */
final class Values {
  private Values() {}

  /**
   * @param object where the object itself lies
   * @param place names it in errors
   */
  static Map<String, JsonRegion> of(
      JsonStreams json, MemorySegment text, JsonRegion object, String place) {
    return json.read(object.of(text), parser -> read(parser, object, place));
  }

  private static Map<String, JsonRegion> read(JsonParser parser, JsonRegion object, String place)
      throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, place, "an object");
    Map<String, JsonRegion> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (values.put(name, JsonRegion.skip(parser).within(object)) != null) {
        throw new InvalidInput(place + "." + name + ": given twice (expected: once)");
      }
    }
    if (values.isEmpty()) {
      throw new InvalidInput(place + ": {} (expected: at least one value)");
    }
    return values;
  }
}
