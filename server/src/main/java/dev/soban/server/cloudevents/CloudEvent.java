package dev.soban.server.cloudevents;

import dev.soban.core.predict.PredictionException.InvalidInput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an event says of itself.
 *
 * @param extensions attributes beyond those of the specification; strings, booleans and integers
 */
record CloudEvent(String id, Map<String, Object> extensions) {
  private static final String SPEC_VERSION = "1.0";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+");
  private static final Set<String> SPECIFIED =
      Set.of(
          "specversion",
          "id",
          "source",
          "type",
          "datacontenttype",
          "dataschema",
          "subject",
          "time");

  /**
   * @param attributes all of them, by name
   * @throws InvalidInput naming the attribute that is missing or wrong
   */
  static CloudEvent of(Map<String, Object> attributes) {
    for (String name : attributes.keySet()) {
      if (!NAME.matcher(name).matches()) {
        throw new InvalidInput(
            "attribute " + name + " of the event (expected: lower-case letters and digits)");
      }
    }
    Object version = attributes.get("specversion");
    if (!SPEC_VERSION.equals(version)) {
      throw wrong("specversion", version, SPEC_VERSION);
    }
    String id = text(attributes, "id");
    var _ = text(attributes, "source");
    var _ = text(attributes, "type");
    Map<String, Object> extensions = new LinkedHashMap<>(attributes);
    extensions.keySet().removeAll(SPECIFIED);
    return new CloudEvent(id, extensions);
  }

  private static String text(Map<String, Object> attributes, String name) {
    if (attributes.get(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw wrong(name, attributes.get(name), "text that is not empty");
  }

  private static InvalidInput wrong(String name, @Nullable Object value, String expected) {
    return new InvalidInput(
        "attribute "
            + name
            + " of the event: "
            + (value == null ? "missing" : value)
            + " (expected: "
            + expected
            + ")");
  }
}
