package dev.soban.repository.triton;

import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import dev.soban.repository.yaml.Problems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is wrong with a config.pbtxt and what of it changes nothing. One thread. */
final class Findings {
  private final Problems problems = new Problems();
  private final SortedSet<String> ignored = new TreeSet<>();
  private final FilesBeside files;

  Findings(FilesBeside files) {
    this.files = files;
  }

  /** A field whose value cannot be used. */
  void wrong(Place place, String field, Object value, String expected) {
    problems.add(place, field + ": " + value + " (expected: " + expected + ")");
  }

  void ignored(String what) {
    ignored.add(what);
  }

  /** All that changes nothing, by name. */
  List<String> ignored() {
    return List.copyOf(ignored);
  }

  /** A number within bounds; the lower bound where it is not. */
  int within(Place place, String field, long value, int min, int max) {
    if (value >= min && value <= max) {
      return (int) value;
    }
    wrong(place, field, value, min + " to " + max);
    return min;
  }

  /** An unsigned number as a signed one, which ends at its own maximum. */
  static long unsigned(long bits) {
    return bits < 0 ? Long.MAX_VALUE : bits;
  }

  /** A file that is named; empty, and a problem, when it may not be used. */
  Optional<Path> file(Place place, String field, String name) {
    try {
      Optional<String> refusal = files.refusal(name);
      if (refusal.isEmpty()) {
        return Optional.of(files.path(name));
      }
      wrong(place, field, name, "a file in the model's folder; this is " + refusal.get());
    } catch (InvalidPathException e) {
      wrong(place, field, name, "a file in the model's folder");
    }
    return Optional.empty();
  }

  /**
   * @throws ConfigException with every problem so far
   */
  void throwIfAny() throws ConfigException {
    problems.throwIfAny();
  }
}
