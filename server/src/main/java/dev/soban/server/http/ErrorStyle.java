package dev.soban.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.server.transport.Refusal;
import java.io.IOException;

/** How clients of a family of routes expect errors to look. */
enum ErrorStyle {
  /** {@code {"error": text}} */
  INFERENCE_PROTOCOL,
  /** {@code {"code", "type", "message", "error"}} */
  TORCH_SERVE;

  void write(JsonGenerator out, Refusal refusal) throws IOException {
    out.writeStartObject();
    if (this == TORCH_SERVE) {
      out.writeNumberField("code", refusal.status());
      out.writeStringField("type", refusal.type());
      out.writeStringField("message", refusal.message());
    }
    out.writeStringField("error", refusal.message());
    out.writeEndObject();
  }
}
