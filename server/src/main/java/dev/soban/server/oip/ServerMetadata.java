package dev.soban.server.oip;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * Who answers, and which extensions of the protocol work. Clients act on the list.
 *
 * @param control whether models are loaded and unloaded over the protocol
 */
public record ServerMetadata(String version, boolean control) {
  private static final List<String> EXTENSIONS =
      List.of(
          "classification",
          "model_configuration",
          "binary_tensor_data",
          "parameters",
          "statistics");

  public void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", "soban");
    out.writeStringField("version", version);
    out.writeArrayFieldStart("extensions");
    for (String extension : EXTENSIONS) {
      out.writeString(extension);
    }
    if (control) {
      out.writeString("model_repository");
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
