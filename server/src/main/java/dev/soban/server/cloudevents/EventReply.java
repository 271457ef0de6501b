package dev.soban.server.cloudevents;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.server.http.ErrorStyle;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.transport.Refusal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The event that answers an event: of the same mode, with an id of its own, the asking event's
 * extension attributes, and that event's id as what caused it. Of one exchange, by which threads it
 * is handed on.
 */
final class EventReply implements ErrorStyle {
  private static final String RESPONSE = "io.kserve.inference.response";
  private static final String ERROR = "io.kserve.inference.error";
  private static final String CAUSE = "causationid";
  private static final String CORRELATION = "correlationid";

  private final EventMode mode;
  private final String id;
  private final String model;
  private @Nullable CloudEvent cause;

  /**
   * @param id of the answer
   */
  EventReply(EventMode mode, String id, String model) {
    this.mode = mode;
    this.id = id;
    this.model = model;
  }

  /** Notes which event is answered. */
  void to(CloudEvent event) {
    cause = event;
  }

  private Map<String, Object> attributes(String type) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", id);
    attributes.put("source", "io.kserve.inference." + model);
    attributes.put("type", type);
    if (cause != null) {
      attributes.putAll(cause.extensions());
      attributes.put(CAUSE, cause.id());
      attributes.putIfAbsent(CORRELATION, cause.id());
    }
    return attributes;
  }

  /** Adds to an answer's headers what makes it an event. */
  void markResponse(HeaderList headers) {
    mark(headers, RESPONSE);
  }

  private void mark(HeaderList headers, String type) {
    if (mode == EventMode.STRUCTURED) {
      headers.set(HeaderName.CONTENT_TYPE, EventMode.STRUCTURED_TYPE);
      return;
    }
    attributes(type)
        .forEach(
            (name, value) ->
                headers.add(HeaderName.of(BinaryEvent.PREFIX + name), BinaryEvent.encoded(value)));
  }

  /** Writes the event, or where the headers are the event, its data alone. */
  void writeResponse(JsonGenerator out, JsonStreams.Writing data) throws IOException {
    write(out, RESPONSE, data);
  }

  private void write(JsonGenerator out, String type, JsonStreams.Writing data) throws IOException {
    if (mode == EventMode.BINARY) {
      data.write(out);
      return;
    }
    out.writeStartObject();
    for (Map.Entry<String, Object> attribute : attributes(type).entrySet()) {
      out.writePOJOField(attribute.getKey(), attribute.getValue());
    }
    out.writeStringField("datacontenttype", "application/json");
    out.writeFieldName("data");
    data.write(out);
    out.writeEndObject();
  }

  @Override
  public void write(JsonGenerator out, Refusal refusal) throws IOException {
    write(out, ERROR, inner -> TEXT.write(inner, refusal));
  }

  @Override
  public void complete(HeaderList headers) {
    mark(headers, ERROR);
  }
}
