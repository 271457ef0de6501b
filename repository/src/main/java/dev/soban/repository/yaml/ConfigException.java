package dev.soban.repository.yaml;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Settings that cannot be used, with every problem found, each one line in the form {@code
 * model.yaml:3:19: max_batch_size: zero (expected: a whole number >= 1)}.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("problems: none (expected: at least one)");
    }
    this.problems = List.copyOf(problems);
  }

  public ConfigException(Place place, String text) {
    this(List.of(new Problem(place, text)));
  }

  /** A line per problem. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** In the order in which they stand in the source; never empty. */
  public List<Problem> problems() {
    return problems;
  }

  /** Of the first problem. */
  public String file() {
    return problems.getFirst().place().source();
  }

  /** Of the first problem, from 1; 0 where there are no lines. */
  public int line() {
    return problems.getFirst().place().line();
  }

  /** Of the first problem, from 1; 0 where there are no lines. */
  public int column() {
    return problems.getFirst().place().column();
  }

  /** One thing that is wrong, and where. */
  public record Problem(Place place, String text) {
    @Override
    public String toString() {
      return place + ": " + text;
    }
  }
}
