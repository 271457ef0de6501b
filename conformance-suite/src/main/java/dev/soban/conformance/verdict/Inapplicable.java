package dev.soban.conformance.verdict;

/** A check that says nothing about this server, and why; ends the check. */
public final class Inapplicable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Inapplicable(String reason) {
    super(reason, null, false, false);
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
