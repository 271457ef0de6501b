package dev.soban.repository.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong while settings are read, so that one run shows all of it. One thread. */
public final class Problems {
  private static final Comparator<ConfigException.Problem> BY_PLACE =
      Comparator.comparing((ConfigException.Problem problem) -> problem.place().source())
          .thenComparingInt(problem -> problem.place().line())
          .thenComparingInt(problem -> problem.place().column());

  private final List<ConfigException.Problem> found = new ArrayList<>();

  public void add(Place place, String text) {
    found.add(new ConfigException.Problem(place, text));
  }

  /** A value of the wrong kind; a variable or flag is itself the name of the setting. */
  void addWrong(String key, ConfigNode value, String expected) {
    String name = value.place().hasLine() ? key + ": " : "";
    add(value.place(), name + value.shown() + " (expected: " + expected + ")");
  }

  /**
   * @throws ConfigException when there are any
   */
  public void throwIfAny() throws ConfigException {
    if (!found.isEmpty()) {
      throw new ConfigException(found.stream().sorted(BY_PLACE).toList());
    }
  }
}
