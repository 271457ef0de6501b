package dev.soban.core.fallback;

import java.time.Duration;

/** One rung of the ladder: where a lesser answer may come from. */
public sealed interface FallbackStep {
  /** As headers and metrics name it: {@code stale}, {@code constant}, {@code model:NAME}. */
  String kind();

  /** An answer to an equal request, at most so old. */
  record Stale(Duration maxAge) implements FallbackStep {
    @Override
    public String kind() {
      return "stale";
    }
  }

  /**
   * Another model's answer.
   *
   * @param version number or alias; empty for whichever answers by default
   */
  record OtherModel(String name, String version) implements FallbackStep {
    @Override
    public String kind() {
      return "model:" + name;
    }
  }

  /** The same answer to every request. */
  record Constant(ConstantAnswer answer) implements FallbackStep {
    @Override
    public String kind() {
      return "constant";
    }
  }
}
