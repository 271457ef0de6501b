package dev.soban.server.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.PredictionException.Unsupported;
import dev.soban.server.json.JsonObjects;
import dev.soban.server.json.JsonStreams;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** What a load or unload request may say beside the model's name: nothing that changes anything. */
public final class RepositoryRequest {
  private RepositoryRequest() {}

  /**
   * @throws InvalidInput when the body is not what it should be
   * @throws Unsupported when it brings a configuration or files, which only the folder does
   */
  public static void check(MemorySegment body, JsonStreams json) {
    if (body.byteSize() > 0) {
      var _ = json.read(body, RepositoryRequest::checked);
    }
  }

  private static boolean checked(JsonParser parser) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, "body", "an object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      if (key.equals("parameters")) {
        checkParameters(parser);
      } else {
        parser.skipChildren();
      }
    }
    return true;
  }

  private static void checkParameters(JsonParser parser) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, "parameters", "an object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      refuseUpload(name);
      parser.nextToken();
      if (name.equals("unload_dependents") && !parser.currentToken().isBoolean()) {
        throw JsonObjects.wrong(parser, "parameters.unload_dependents", "true or false");
      }
      parser.skipChildren();
    }
  }

  /**
   * @throws Unsupported when the parameter brings a configuration or a file
   */
  public static void refuseUpload(String name) {
    if (name.equals("config") || name.startsWith("file:")) {
      throw new Unsupported(
          "parameters."
              + (name.equals("config") ? name : "file")
              + ": models are not uploaded (expected: files in the server's folder)");
    }
  }
}
