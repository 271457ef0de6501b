package dev.soban.repository.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A value in a settings file, with its place. Immutable. */
public sealed interface ConfigNode {
  Place place();

  /** The value as an error message shows it. */
  String shown();

  /**
   * A single value.
   *
   * @param text as written, without quotes
   */
  record Scalar(Place place, String text, ScalarKind kind) implements ConfigNode {
    private static final int LONGEST_SHOWN = 80;

    @Override
    public String shown() {
      if (text.isEmpty()) {
        return "nothing";
      }
      String line = text.replaceAll("\\p{Cntrl}", " ");
      int end = Math.min(LONGEST_SHOWN, line.codePointCount(0, line.length()));
      String start = line.substring(0, line.offsetByCodePoints(0, end));
      return start.length() == line.length() ? line : start + "...";
    }
  }

  /** Values in order. */
  record Sequence(Place place, List<ConfigNode> items) implements ConfigNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String shown() {
      return items.isEmpty() ? "an empty list" : "a list";
    }
  }

  /** Values by key, in the order of the file. */
  record Mapping(Place place, SequencedMap<String, Entry> entries) implements ConfigNode {
    public Mapping {
      entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
    }

    public static Mapping empty(Place place) {
      return new Mapping(place, new LinkedHashMap<>());
    }

    @Override
    public String shown() {
      return "a mapping";
    }
  }

  /** A key's place and its value. */
  record Entry(Place keyPlace, ConfigNode value) {}
}
