package dev.soban.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.TensorSpec;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every version with what an operator wants to know of it. */
record ModelList(LoadedModels models) {
  void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("models");
    for (VersionStatus status : models.all()) {
      out.writeStartObject();
      out.writeStringField("name", status.name());
      out.writeStringField("version", status.version());
      out.writeStringField("state", status.state().name().toLowerCase(Locale.ROOT));
      out.writeStringField("reason", status.reason());
      writeAliases(out, status);
      if (status.served().isPresent()) {
        writeDescription(out, status.served().get().description());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void writeAliases(JsonGenerator out, VersionStatus status) throws IOException {
    out.writeArrayFieldStart("aliases");
    for (Map.Entry<String, String> alias : models.aliases(status.name()).entrySet()) {
      if (alias.getValue().equals(status.version())) {
        out.writeString(alias.getKey());
      }
    }
    out.writeEndArray();
  }

  private static void writeDescription(JsonGenerator out, Served.Description model)
      throws IOException {
    out.writeStringField("description", model.declared().description());
    out.writeStringField("platform", model.platform());
    out.writeStringField("device", model.device());
    writeSpecs(out, "inputs", model.clientInputs());
    writeSpecs(out, "outputs", model.signature().outputs());
    out.writeBooleanField("batched", model.batching().merges());
    out.writeNumberField("max_batch_size", model.batching().settings().maxBatchSize());
    out.writeNumberField("instances", model.batching().instances());
    writeTexts(out, "notes", model.notes());
  }

  private static void writeSpecs(JsonGenerator out, String key, List<TensorSpec> specs)
      throws IOException {
    writeTexts(out, key, specs.stream().map(TensorSpec::toString).toList());
  }

  private static void writeTexts(JsonGenerator out, String key, List<String> texts)
      throws IOException {
    out.writeArrayFieldStart(key);
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }
}
