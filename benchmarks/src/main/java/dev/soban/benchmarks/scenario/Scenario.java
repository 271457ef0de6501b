package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.workbench.Workbench;

/** One measured promise of Soban. */
public interface Scenario {
  String name();

  /** What is measured, in one line. */
  String describes();

  /** Whether it uses real models and pictures of the test data. */
  default boolean needsData() {
    return false;
  }

  /** Whether it takes so long that it only runs when named or asked for with {@code --long}. */
  default boolean isLong() {
    return false;
  }

  /** Measures; blocking, seconds to minutes. */
  Verdict run(Workbench workbench) throws Exception;
}
