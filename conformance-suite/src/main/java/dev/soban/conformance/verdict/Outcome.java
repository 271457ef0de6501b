package dev.soban.conformance.verdict;

import java.util.List;

/** How a check ended. */
public sealed interface Outcome {
  /** The server does what is required. */
  record Passed() implements Outcome {}

  /**
   * The server does something else.
   *
   * @param said the last exchanges of the check, the last one last
   */
  record Failed(String expected, String came, List<Exchange> said) implements Outcome {}

  /** The check says nothing about this server. Never counts as passed. */
  record NotApplicable(String reason) implements Outcome {}
}
