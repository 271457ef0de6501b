package dev.soban.server.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.server.json.JsonObjects;
import dev.soban.server.json.JsonStreams;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Every version with its state and the reason for it. */
public record RepositoryIndex(List<VersionStatus> versions) {
  /** What an index request asks for: whether only ready versions count. */
  public static boolean readyOnly(MemorySegment body, JsonStreams json) {
    return body.byteSize() > 0 && json.read(body, RepositoryIndex::readyOnly);
  }

  private static boolean readyOnly(JsonParser parser) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, "body", "an object");
    boolean ready = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      if (!key.equals("ready")) {
        parser.skipChildren();
      } else if (parser.currentToken().isBoolean()) {
        ready = parser.getBooleanValue();
      } else {
        throw new InvalidInput("ready: " + parser.getText() + " (expected: true or false)");
      }
    }
    return ready;
  }

  public RepositoryIndex ready() {
    return new RepositoryIndex(
        versions.stream().filter(status -> status.state() == VersionState.READY).toList());
  }

  public void write(JsonGenerator out) throws IOException {
    out.writeStartArray();
    for (VersionStatus status : versions) {
      out.writeStartObject();
      out.writeStringField("name", status.name());
      out.writeStringField("version", status.version());
      out.writeStringField("state", state(status.state()));
      out.writeStringField("reason", status.reason());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** As the protocol names it. */
  public static String state(VersionState state) {
    return switch (state) {
      case LOADING -> "LOADING";
      case READY -> "READY";
      case DRAINING -> "UNLOADING";
      case UNLOADED, FAILED -> "UNAVAILABLE";
    };
  }
}
