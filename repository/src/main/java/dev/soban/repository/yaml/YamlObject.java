package dev.soban.repository.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A mapping read key by key. What is wrong goes to {@link Problems} and the default stands in for
 * it, so reading goes on; {@link #done} reports the keys that nobody asked for. One thread.
 */
public final class YamlObject {
  private final ConfigNode.Mapping mapping;
  private final Problems problems;
  private final SequencedSet<String> known = new LinkedHashSet<>();
  private final SequencedMap<String, YamlObject> objects = new LinkedHashMap<>();

  public YamlObject(ConfigNode.Mapping mapping, Problems problems) {
    this.mapping = mapping;
    this.problems = problems;
  }

  public Problems problems() {
    return problems;
  }

  public boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  public Place place() {
    return mapping.place();
  }

  /** Of the key's value, or of the whole mapping without it. */
  public Place place(String key) {
    ConfigNode.Entry entry = mapping.entries().get(key);
    return entry == null ? mapping.place() : entry.value().place();
  }

  public <T> Optional<T> value(String key, ScalarType<T> type) {
    return node(key).flatMap(node -> scalar(key, node, type));
  }

  public <T> T value(String key, ScalarType<T> type, T otherwise) {
    return value(key, type).orElse(otherwise);
  }

  /** A key that must be there. */
  public <T> Optional<T> required(String key, ScalarType<T> type) {
    Optional<T> value = value(key, type);
    if (!has(key)) {
      problems.add(place(), key + ": missing (expected: " + type.expected() + ")");
    }
    return value;
  }

  /** Empty when the key is not there. */
  public <T> List<T> list(String key, ScalarType<T> type) {
    return items(key, "a list, each " + type.expected()).stream()
        .flatMap(item -> scalar(key, item, type).stream())
        .toList();
  }

  /** The values of lists within lists, in order; a single value stands for a list of one. */
  public <T> List<T> nested(String key, ScalarType<T> type) {
    return node(key).stream()
        .flatMap(YamlObject::flat)
        .flatMap(n -> scalar(key, n, type).stream())
        .toList();
  }

  /** Lists within a list; a single value stands for a list of one. */
  public <T> List<List<T>> lists(String key, ScalarType<T> type) {
    return items(key, "a list of lists, each of " + type.expected()).stream()
        .map(item -> flat(item).flatMap(n -> scalar(key, n, type).stream()).toList())
        .toList();
  }

  private static Stream<ConfigNode> flat(ConfigNode node) {
    return node instanceof ConfigNode.Sequence(Place place, List<ConfigNode> items)
        ? items.stream().flatMap(YamlObject::flat)
        : Stream.of(node);
  }

  /** A single value stands for a list of one. */
  public <T> List<T> oneOrMore(String key, ScalarType<T> type) {
    return node(key).orElse(null) instanceof ConfigNode.Scalar scalar
        ? scalar(key, scalar, type).map(List::of).orElse(List.of())
        : list(key, type);
  }

  /** The keys of a mapping whose keys are free, each with a value of a type. */
  public <T> SequencedMap<String, T> map(String key, ScalarType<T> type) {
    SequencedMap<String, T> values = new LinkedHashMap<>();
    YamlObject object = object(key);
    object.keys().forEach(name -> object.value(name, type).ifPresent(v -> values.put(name, v)));
    return Collections.unmodifiableSequencedMap(values);
  }

  /** A mapping below; empty when the key is not there. */
  public YamlObject object(String key) {
    return objects.computeIfAbsent(
        key,
        name ->
            new YamlObject(
                node(name)
                    .flatMap(node -> mapping(name, node))
                    .orElse(ConfigNode.Mapping.empty(mapping.place())),
                problems));
  }

  /** A mapping below, which means something even when it is empty. */
  public Optional<YamlObject> optionalObject(String key) {
    YamlObject object = object(key);
    ConfigNode.Entry entry = mapping.entries().get(key);
    return entry != null && entry.value() instanceof ConfigNode.Mapping
        ? Optional.of(object)
        : Optional.empty();
  }

  /** A list of mappings below; empty when the key is not there. */
  public List<YamlObject> objects(String key) {
    return items(key, "a list of mappings").stream()
        .flatMap(item -> mapping(key, item).stream())
        .map(item -> new YamlObject(item, problems))
        .toList();
  }

  /** The same, of a list in which secrets may stand by mistake: what is no mapping is not told. */
  public List<YamlObject> secretObjects(String key) {
    ConfigNode node = node(key).orElse(new ConfigNode.Sequence(place(), List.of()));
    boolean mappings =
        node instanceof ConfigNode.Sequence list
            && list.items().stream().allMatch(ConfigNode.Mapping.class::isInstance);
    if (!mappings) {
      problems.add(node.place(), key + ": not shown (expected: a list of mappings in the file)");
      return List.of();
    }
    return objects(key);
  }

  /** Keys as written. */
  public SequencedSet<String> keys() {
    return Collections.unmodifiableSequencedSet(
        new LinkedHashSet<>(mapping.entries().sequencedKeySet()));
  }

  public boolean isScalar(String key) {
    ConfigNode.Entry entry = mapping.entries().get(key);
    return entry != null && entry.value() instanceof ConfigNode.Scalar;
  }

  /** A key that means something but cannot be used, with the reason. */
  public void refuse(String key, String reason) {
    known.add(key);
    ConfigNode.Entry entry = mapping.entries().get(key);
    if (entry != null) {
      problems.add(entry.keyPlace(), key + ": " + reason);
    }
  }

  /** Reports a value that reads well and yet does not fit. */
  public void wrong(String key, String expected) {
    ConfigNode.Entry entry = mapping.entries().get(key);
    if (entry != null) {
      problems.addWrong(key, entry.value(), expected);
    }
  }

  /** Reports a free key that does not fit. */
  public void wrongKey(String key, String expected) {
    ConfigNode.Entry entry = mapping.entries().get(key);
    if (entry != null) {
      problems.add(entry.keyPlace(), key + ": not allowed as key (expected: " + expected + ")");
    }
  }

  /** Reports unknown keys; to be called once every known key was read. */
  public void done() {
    mapping.entries().forEach((key, entry) -> refuseUnknown(key, entry.keyPlace()));
  }

  /** Every key asked for, in order, mappings below with a dot: {@code http.listen}. */
  public List<String> knownKeys() {
    List<String> all = new ArrayList<>();
    for (String key : known) {
      YamlObject below = objects.get(key);
      if (below == null || below.known.isEmpty()) {
        all.add(key);
      } else {
        below.knownKeys().forEach(name -> all.add(key + "." + name));
      }
    }
    return all;
  }

  private void refuseUnknown(String key, Place keyPlace) {
    if (!known.contains(key)) {
      String hint =
          Spelling.nearest(key, known)
              .map(name -> "did you mean " + name + "?")
              .orElseGet(() -> known.stream().collect(Collectors.joining(", ", "expected: ", "")));
      problems.add(keyPlace, key + ": unknown key (" + hint + ")");
    }
  }

  private Optional<ConfigNode> node(String key) {
    known.add(key);
    return Optional.ofNullable(mapping.entries().get(key)).map(ConfigNode.Entry::value);
  }

  private <T> Optional<T> scalar(String key, ConfigNode node, ScalarType<T> type) {
    Optional<T> value =
        node instanceof ConfigNode.Scalar scalar ? type.read(scalar) : Optional.empty();
    if (value.isEmpty()) {
      problems.addWrong(key, node, type.expected());
    }
    return value;
  }

  private Optional<ConfigNode.Mapping> mapping(String key, ConfigNode node) {
    if (node instanceof ConfigNode.Mapping found) {
      return Optional.of(found);
    }
    problems.addWrong(key, node, "settings as key: value");
    return Optional.empty();
  }

  private List<ConfigNode> items(String key, String expected) {
    Optional<ConfigNode> node = node(key);
    if (node.orElse(null) instanceof ConfigNode.Sequence sequence) {
      return sequence.items();
    }
    node.ifPresent(other -> problems.addWrong(key, other, expected));
    return List.of();
  }
}
