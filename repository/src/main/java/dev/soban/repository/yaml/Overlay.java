package dev.soban.repository.yaml;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * One setting from outside the file.
 *
 * @param key with dots: {@code http.listen}
 * @param origin the variable or flag, as errors name it: {@code SOBAN_HTTP_LISTEN}
 */
public record Overlay(String key, String text, String origin) {

  /** The mapping with this setting in place of what it held. */
  public ConfigNode.Mapping over(ConfigNode.Mapping mapping) {
    return with(mapping, key);
  }

  private ConfigNode.Mapping with(ConfigNode.Mapping mapping, String rest) {
    int dot = rest.indexOf('.');
    String head = dot < 0 ? rest : rest.substring(0, dot);
    SequencedMap<String, ConfigNode.Entry> entries = new LinkedHashMap<>(mapping.entries());
    ConfigNode value =
        dot < 0
            ? new ConfigNode.Scalar(Place.of(origin), text, ScalarKind.ANY)
            : with(below(mapping, head), rest.substring(dot + 1));
    entries.put(head, new ConfigNode.Entry(Place.of(origin), value));
    return new ConfigNode.Mapping(mapping.place(), entries);
  }

  private ConfigNode.Mapping below(ConfigNode.Mapping mapping, String name) {
    ConfigNode.Entry entry = mapping.entries().get(name);
    return entry != null && entry.value() instanceof ConfigNode.Mapping found
        ? found
        : ConfigNode.Mapping.empty(Place.of(origin));
  }
}
