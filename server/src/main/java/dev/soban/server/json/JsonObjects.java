package dev.soban.server.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.predict.PredictionException.InvalidInput;
import java.io.IOException;

/** Checks that values are of the kind that their place asks for. */
public final class JsonObjects {
  private JsonObjects() {}

  public static void expect(JsonParser parser, JsonToken token, Object place, String kind)
      throws IOException {
    if (parser.currentToken() != token) {
      throw wrong(parser, place, kind);
    }
  }

  public static String string(JsonParser parser, Object place) throws IOException {
    expect(parser, JsonToken.VALUE_STRING, place, "a string");
    return parser.getText();
  }

  /** A long, never rounded. */
  public static long integer(JsonParser parser, Object place) throws IOException {
    expect(parser, JsonToken.VALUE_NUMBER_INT, place, "an integer");
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> throw wrong(parser, place, "an integer of at most 64 bits");
    };
  }

  public static InvalidInput wrong(JsonParser parser, Object place, String kind)
      throws IOException {
    String found =
        switch (parser.currentToken()) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "an array";
          case VALUE_STRING -> "\"" + shortened(parser.getText()) + "\"";
          default -> shortened(parser.getText());
        };
    return new InvalidInput(place + ": " + found + " (expected: " + kind + ")");
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
