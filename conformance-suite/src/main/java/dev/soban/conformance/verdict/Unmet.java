package dev.soban.conformance.verdict;

/** A requirement that the server did not meet; ends the check that found it. */
public final class Unmet extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String expected;
  private final String came;

  /**
   * @param expected in words that follow "expected:"
   * @param came in words that follow "came:"
   */
  public Unmet(String expected, String came) {
    super("expected: " + expected + "; came: " + came, null, false, false);
    this.expected = expected;
    this.came = came;
  }

  /** Throws unless something holds. */
  public static void unless(boolean holds, String expected, Object came) {
    if (!holds) {
      throw new Unmet(expected, String.valueOf(came));
    }
  }

  /** Throws unless both are equal. */
  public static void unlessEqual(String what, Object expected, Object came) {
    unless(expected.equals(came), what + " " + expected, came);
  }

  public String expected() {
    return expected;
  }

  public String came() {
    return came;
  }
}
