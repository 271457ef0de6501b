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
import java.util.Optional;
import java.util.Set;

/** Where the parts of a request lie; they are read when it is known what they are of. */
final class V1Body {
  private static final Set<String> PARTS = Set.of("instances", "inputs", "examples", "context");

  private final MemorySegment text;
  private final Map<String, JsonRegion> parts;

  private V1Body(MemorySegment text, Map<String, JsonRegion> parts) {
    this.text = text;
    this.parts = parts;
  }

  /**
   * @throws InvalidInput when the text is no request, or asks for a signature that there is not
   */
  static V1Body of(MemorySegment text, JsonStreams json) {
    if (text.byteSize() == 0) {
      throw new InvalidInput("body: empty (expected: a JSON object)");
    }
    return new V1Body(text, json.read(text, V1Body::parts));
  }

  private static Map<String, JsonRegion> parts(JsonParser parser) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, "body", "a JSON object");
    Map<String, JsonRegion> parts = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      if (key.equals("signature_name")) {
        checkSignature(JsonObjects.string(parser, key));
      } else if (!PARTS.contains(key)) {
        parser.skipChildren();
      } else if (parts.put(key, JsonRegion.skip(parser)) != null) {
        throw new InvalidInput(key + ": given twice (expected: once)");
      }
    }
    return parts;
  }

  private static void checkSignature(String name) {
    if (!name.isEmpty() && !name.equals(SignatureDefinition.ONLY)) {
      throw new InvalidInput(
          "signature_name: " + name + " (expected: " + SignatureDefinition.ONLY + ", or none)");
    }
  }

  MemorySegment text() {
    return text;
  }

  Optional<JsonRegion> part(String key) {
    return Optional.ofNullable(parts.get(key));
  }
}
