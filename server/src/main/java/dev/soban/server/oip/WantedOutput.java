package dev.soban.server.oip;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.server.json.JsonObjects;
import dev.soban.server.json.SeenKeys;
import java.io.IOException;

/**
 * One output as asked for.
 *
 * @param binary whether as bytes behind the JSON
 * @param classes how many classes instead of the tensor itself; 0 for the tensor
 */
public record WantedOutput(String name, Form binary, int classes) {
  /** Whether the request's default counts or the output's own wish. */
  public enum Form {
    AS_REQUEST_SAYS,
    JSON,
    BINARY
  }

  private static final int NAME = 0;
  private static final int PARAMETERS = 1;

  static WantedOutput read(JsonParser parser, int index) throws IOException {
    Place place = new Place("outputs", index, "");
    JsonObjects.expect(parser, JsonToken.START_OBJECT, place, "an object");
    String name = "";
    Parameters parameters = Parameters.NONE;
    SeenKeys seen = new SeenKeys();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "name" -> {
          seen.once(NAME, place.at(key));
          name = JsonObjects.string(parser, place.at(key));
        }
        case "parameters" -> {
          seen.once(PARAMETERS, place.at(key));
          parameters = ParameterReader.read(parser, place.at(key));
        }
        default -> parser.skipChildren();
      }
    }
    if (name.isEmpty()) {
      throw new InvalidInput(place.at("name") + ": missing (expected: an output's name)");
    }
    return of(name, parameters, place.at("parameters"));
  }

  /**
   * @throws dev.soban.core.predict.PredictionException when its parameters ask for what cannot be
   */
  public static WantedOutput of(String name, Parameters parameters, Place place) {
    if (parameters.empty()) {
      return new WantedOutput(name, Form.AS_REQUEST_SAYS, 0);
    }
    Wishes.refuseSharedMemory(parameters, place);
    return new WantedOutput(
        name, form(parameters, place), Wishes.count(parameters, "classification", place));
  }

  private static Form form(Parameters parameters, Place place) {
    if (parameters.value("binary_data").isEmpty()) {
      return Form.AS_REQUEST_SAYS;
    }
    return Wishes.flag(parameters, "binary_data", place) ? Form.BINARY : Form.JSON;
  }
}
