package dev.soban.cli.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.TensorSpec;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** Model versions for programs. */
public final class StatusJson {
  private final JsonGenerator json;

  private StatusJson(JsonGenerator json) {
    this.json = json;
  }

  /** An array with an object per version. */
  public static String array(List<VersionStatus> statuses) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      write(json, statuses);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** The same array as a part of something larger. */
  public static void write(JsonGenerator json, List<VersionStatus> statuses) throws IOException {
    json.writeStartArray();
    for (VersionStatus status : statuses) {
      new StatusJson(json).write(status);
    }
    json.writeEndArray();
  }

  private void write(VersionStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", status.name());
    json.writeStringField("version", status.version());
    json.writeStringField("state", status.state().name().toLowerCase(Locale.ROOT));
    json.writeStringField("reason", status.reason());
    if (status.served().isPresent()) {
      write(status.served().get().description());
    }
    json.writeEndObject();
  }

  private void write(Served.Description description) throws IOException {
    json.writeStringField("description", description.declared().description());
    json.writeStringField("platform", description.platform());
    json.writeStringField("device", description.device());
    specs("inputs", description.signature().inputs());
    specs("outputs", description.signature().outputs());
    strings("picture_inputs", description.encodedInputs().keySet());
    json.writeBooleanField("batched", description.batching().merges());
    json.writeNumberField("max_batch_size", description.batching().settings().maxBatchSize());
    json.writeNumberField("instances", description.batching().instances());
    strings("layers", description.stack());
    strings("notes", description.notes());
    strings("ignored", description.declared().configured().ignored());
  }

  private void specs(String name, List<TensorSpec> specs) throws IOException {
    json.writeArrayFieldStart(name);
    for (TensorSpec spec : specs) {
      json.writeStartObject();
      json.writeStringField("name", spec.name());
      json.writeStringField("datatype", spec.dataType().name());
      json.writeFieldName("shape");
      json.writeArray(spec.shape().dims(), 0, spec.shape().rank());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void strings(String name, Iterable<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
