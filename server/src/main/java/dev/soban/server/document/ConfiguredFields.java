package dev.soban.server.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Fields of a configuration: as they were written, and as they were found where nobody wrote them.
 * Inputs and outputs are told apart by their names.
 */
final class ConfiguredFields {
  private static final List<String> NAMED = List.of("input", "output");

  private ConfiguredFields() {}

  static SequencedMap<String, Object> over(
      SequencedMap<String, Object> found, Map<String, Object> written) {
    SequencedMap<String, Object> all = new LinkedHashMap<>(found);
    written.forEach(
        (key, value) ->
            all.merge(
                key,
                value,
                (before, now) -> NAMED.contains(key) ? byName(fields(before), fields(now)) : now));
    return all;
  }

  private static List<Map<String, Object>> byName(
      List<Map<String, Object>> found, List<Map<String, Object>> written) {
    SequencedMap<Object, Map<String, Object>> all = new LinkedHashMap<>();
    found.forEach(each -> all.put(each.getOrDefault("name", ""), each));
    for (Map<String, Object> each : written) {
      Map<String, Object> both =
          new LinkedHashMap<>(all.getOrDefault(each.getOrDefault("name", ""), Map.of()));
      both.putAll(each);
      all.put(each.getOrDefault("name", ""), both);
    }
    return List.copyOf(all.values());
  }

  private static List<Map<String, Object>> fields(Object list) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Object item : (List<?>) list) {
      Map<String, Object> fields = new LinkedHashMap<>();
      ((Map<?, ?>) item).forEach((key, value) -> fields.put(String.valueOf(key), value));
      all.add(fields);
    }
    return all;
  }
}
