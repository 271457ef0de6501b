package dev.soban.core.engine;

import java.util.Locale;

/** Why a request was turned away, or lost the place that it had. */
public enum Shed {
  FULL,
  LATE,
  INFEASIBLE,
  OVERLOADED,
  EVICTED,
  SUPERSEDED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** As metrics write it. */
  public String label() {
    return label;
  }
}
