package dev.soban.repository.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.state.StateStore.AuditEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;

/** A line of the audit log. */
final class AuditJson {
  private AuditJson() {}

  static byte[] line(Instant time, AuditEntry entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("time", time.toString());
      json.writeStringField("actor", entry.actor());
      json.writeStringField("action", entry.action());
      json.writeStringField("model", entry.model());
      json.writeStringField("subject", entry.subject());
      json.writeStringField("from", entry.from());
      json.writeStringField("to", entry.to());
      json.writeStringField("outcome", entry.outcome());
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }
}
