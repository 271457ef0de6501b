package dev.soban.server.v1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.server.json.JsonObjects;
import dev.soban.server.json.JsonRegion;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.values.ModelValues;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the values of an object, one for each input, lie within a text. */
final class Values {
  private Values() {}

  /**
   * The values of inputs of a model.
   *
   * @param part of the body that the object is
   */
  static Map<String, JsonRegion> of(
      JsonStreams json, V1Body body, String part, Served.Description model) {
    JsonRegion object = body.part(part).orElse(null);
    return object == null
        ? Map.of()
        : json.read(object.of(body.text()), parser -> read(parser, object, part, model));
  }

  private static Map<String, JsonRegion> read(
      JsonParser parser, JsonRegion object, String place, Served.Description model)
      throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, place, "an object");
    Map<String, JsonRegion> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      var _ = ModelValues.input(name, model);
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
