package dev.soban.conformance.check;

import dev.soban.conformance.verdict.Outcome;

/** A check and how it ended. */
public record Result(Check check, Outcome outcome) {
  public boolean failed() {
    return outcome instanceof Outcome.Failed;
  }

  public boolean passed() {
    return outcome instanceof Outcome.Passed;
  }
}
