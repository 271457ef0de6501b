package dev.soban.server.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.predict.PredictionException.InvalidInput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Base64;

/** Bytes as JSON carries them: {@code {"b64": text}}. */
public final class Base64Object {
  public static final String KEY = "b64";

  private Base64Object() {}

  /** Reads the object that the parser stands on to its end. */
  static byte[] read(JsonParser parser, String place) throws IOException {
    if (parser.nextToken() != JsonToken.FIELD_NAME || !parser.currentName().equals(KEY)) {
      throw new InvalidInput(place + ": an object (expected: a string or {\"b64\": text})");
    }
    parser.nextToken();
    byte[] bytes = decoded(JsonObjects.string(parser, place + "." + KEY), place + "." + KEY);
    if (parser.nextToken() != JsonToken.END_OBJECT) {
      throw new InvalidInput(place + ": more keys (expected: only b64)");
    }
    return bytes;
  }

  /**
   * @throws InvalidInput when the text is no Base64
   */
  public static byte[] decoded(String text, String place) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(place + ": " + e.getMessage() + " (expected: Base64)");
    }
  }

  static void write(JsonGenerator out, MemorySegment bytes) throws IOException {
    out.writeStartObject();
    out.writeStringField(
        KEY, Base64.getEncoder().encodeToString(bytes.toArray(ValueLayout.JAVA_BYTE)));
    out.writeEndObject();
  }
}
