package dev.soban.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.net.HeaderList;
import dev.soban.server.transport.Refusal;
import java.io.IOException;

/** How clients of a family of routes expect errors to look. */
@FunctionalInterface
public interface ErrorStyle {
  /** {@code {"error": text}} */
  ErrorStyle TEXT =
      (out, refusal) -> {
        out.writeStartObject();
        out.writeStringField("error", refusal.message());
        out.writeEndObject();
      };

  /** {@code {"code", "type", "message", "error"}} */
  ErrorStyle CODED =
      (out, refusal) -> {
        out.writeStartObject();
        out.writeNumberField("code", refusal.status());
        out.writeStringField("type", refusal.type());
        out.writeStringField("message", refusal.message());
        out.writeStringField("error", refusal.message());
        out.writeEndObject();
      };

  void write(JsonGenerator out, Refusal refusal) throws IOException;

  /** The same refusal in the numbers and names of that family. */
  default Refusal translated(Refusal refusal) {
    return refusal;
  }

  /** Adds to an error's headers what that family has there, or replaces some. */
  default void complete(HeaderList headers) {}
}
