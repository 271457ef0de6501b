package dev.soban.benchmarks.scenario;

import java.util.List;
import java.util.Locale;

/**
 * What a scenario found: one or more figures, each against its floor or ceiling.
 *
 * @param details lines that explain the figures
 */
public record Verdict(List<Figure> figures, List<String> details) {

  public boolean passes() {
    return figures.stream().allMatch(Figure::passes);
  }

  /**
   * One figure.
   *
   * @param bound the least it may be, or the most when {@code atMost}
   */
  public record Figure(String what, double value, String unit, double bound, boolean atMost) {
    public static Figure atLeast(String what, double value, String unit, double floor) {
      return new Figure(what, value, unit, floor, false);
    }

    public static Figure atMost(String what, double value, String unit, double ceiling) {
      return new Figure(what, value, unit, ceiling, true);
    }

    public boolean passes() {
      return atMost ? value <= bound : value >= bound;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s: %.3f%s (%s %.3f%s) %s",
          what,
          value,
          unit,
          atMost ? "ceiling" : "floor",
          bound,
          unit,
          passes() ? "PASS" : "FAIL");
    }
  }
}
