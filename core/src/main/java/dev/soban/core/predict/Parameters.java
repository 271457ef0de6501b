package dev.soban.core.predict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Named values beside the tensors: booleans, longs, doubles and strings. Immutable. */
public record Parameters(Map<String, Object> values) {
  public static final Parameters NONE = new Parameters(Map.of());

  public Parameters {
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      Object value = entry.getValue();
      if (!(value instanceof Boolean
          || value instanceof Long
          || value instanceof Double
          || value instanceof String)) {
        throw new IllegalArgumentException(
            "parameter " + entry.getKey() + ": " + value + " (expected: bool, number or string)");
      }
    }
    values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  public boolean empty() {
    return values.isEmpty();
  }

  public Optional<Object> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The value as a flag; absent counts as false. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  public Parameters with(String name, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(values);
    copy.put(name, value);
    return new Parameters(copy);
  }
}
