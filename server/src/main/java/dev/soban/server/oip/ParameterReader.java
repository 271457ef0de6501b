package dev.soban.server.oip;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.server.json.JsonObjects;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code "parameters"}: booleans, numbers and strings; no name that servers reserve. */
final class ParameterReader {
  private ParameterReader() {}

  static Parameters read(JsonParser parser, Object place) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, place, "an object");
    Map<String, Object> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      Wishes.refuseReserved(name, place);
      parser.nextToken();
      if (values.put(name, value(parser, place, name)) != null) {
        throw new InvalidInput(place + "." + name + ": given twice (expected: once)");
      }
    }
    return values.isEmpty() ? Parameters.NONE : new Parameters(values);
  }

  private static Object value(JsonParser parser, Object place, String name) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> JsonObjects.integer(parser, place + "." + name);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      default -> throw JsonObjects.wrong(parser, place + "." + name, "bool, number or string");
    };
  }
}
