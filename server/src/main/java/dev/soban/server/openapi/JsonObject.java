package dev.soban.server.openapi;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A JSON object as a value, with its keys in the order in which they were added. Values are other
 * objects, lists, texts, booleans, whole numbers and {@link Raw}. Not thread-safe.
 */
final class JsonObject {
  private final SequencedMap<String, Object> fields = new LinkedHashMap<>();

  /** JSON that is written already. */
  record Raw(String json) {}

  static JsonObject empty() {
    return new JsonObject();
  }

  static JsonObject of(String key, Object value) {
    return empty().and(key, value);
  }

  /** A pointer to a part that is written once, such as {@code schemas/Error}. */
  static JsonObject ref(String component) {
    return of("$ref", "#/components/" + component);
  }

  JsonObject and(String key, Object value) {
    fields.put(key, value);
    return this;
  }

  JsonObject andAll(JsonObject other) {
    fields.putAll(other.fields);
    return this;
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      out.writeFieldName(field.getKey());
      write(out, field.getValue());
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Object value) throws IOException {
    switch (value) {
      case JsonObject object -> object.write(out);
      case List<?> list -> {
        out.writeStartArray();
        for (Object element : list) {
          write(out, element);
        }
        out.writeEndArray();
      }
      case Raw raw -> out.writeRawValue(raw.json());
      case String text -> out.writeString(text);
      case Boolean flag -> out.writeBoolean(flag);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      default -> throw new IllegalArgumentException("value: " + value + " (expected: JSON)");
    }
  }
}
