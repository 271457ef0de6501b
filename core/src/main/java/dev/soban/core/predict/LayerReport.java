package dev.soban.core.predict;

import java.util.List;

/**
 * What a layer tells of itself at one moment.
 *
 * @param layer as the stack names it
 * @param state in a word, as {@code closed}
 */
public record LayerReport(String layer, String state, List<Reading> readings) {
  public LayerReport {
    readings = List.copyOf(readings);
  }

  /**
   * One number, the same in metrics and reports.
   *
   * @param name words with dots between them, as {@code breaker.opened}
   * @param counts whether it only grows until the version is unloaded
   * @param kind which of several like numbers it is; empty when there is but one
   */
  public record Reading(String name, String help, boolean counts, String kind, double value) {
    public static Reading counter(String name, String help, long value) {
      return new Reading(name, help, true, "", (double) value);
    }

    public static Reading gauge(String name, String help, double value) {
      return new Reading(name, help, false, "", value);
    }
  }

  /** A layer that has something to tell. */
  @FunctionalInterface
  public interface Source {
    LayerReport report();
  }
}
