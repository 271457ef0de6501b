package dev.soban.server.document;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who answers, and which extensions of the protocol work. Clients act on the list.
 *
 * @param control whether models are loaded and unloaded over the protocol
 */
public record ServerMetadata(String version, boolean control) {
  public static final String NAME = "soban";
  private static final String CONTROL = "model_repository";
  private static final List<String> EXTENSIONS =
      List.of(
          "classification",
          "model_configuration",
          "binary_tensor_data",
          "parameters",
          "statistics");

  public List<String> extensions() {
    return control ? Stream.concat(EXTENSIONS.stream(), Stream.of(CONTROL)).toList() : EXTENSIONS;
  }

  public void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", NAME);
    out.writeStringField("version", version);
    out.writeArrayFieldStart("extensions");
    for (String extension : extensions()) {
      out.writeString(extension);
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
