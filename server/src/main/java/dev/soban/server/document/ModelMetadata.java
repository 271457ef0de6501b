package dev.soban.server.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model as its clients see it.
 *
 * @param versions all that are ready
 */
public record ModelMetadata(Served.Description model, List<String> versions) {
  public void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", model.id().name());
    out.writeArrayFieldStart("versions");
    for (String version : versions) {
      out.writeString(version);
    }
    out.writeEndArray();
    out.writeStringField("platform", model.platform());
    writeTensors(out, "inputs", model.clientInputs());
    writeTensors(out, "outputs", model.signature().outputs());
    out.writeObjectFieldStart("properties");
    for (Map.Entry<String, String> property : properties().entrySet()) {
      out.writeStringField(property.getKey(), property.getValue());
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  /** What the engine and the owner say, and what this program does with the model. */
  public Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>(model.properties());
    if (!model.declared().description().isEmpty()) {
      properties.put("description", model.declared().description());
    }
    properties.put("device", model.device());
    properties.put("stack", String.join(" -> ", model.stack()));
    return properties;
  }

  private static void writeTensors(JsonGenerator out, String key, List<TensorSpec> specs)
      throws IOException {
    out.writeArrayFieldStart(key);
    for (TensorSpec spec : specs) {
      out.writeStartObject();
      out.writeStringField("name", spec.name());
      out.writeStringField("datatype", spec.dataType().name());
      out.writeFieldName("shape");
      out.writeArray(spec.shape().dims(), 0, spec.shape().rank());
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
