package dev.soban.server.oip;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** Who answers, and which extensions of the protocol work. Clients act on the list. */
public record ServerMetadata(String version) {
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
    out.writeEndArray();
    out.writeEndObject();
  }
}
