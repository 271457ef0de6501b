package dev.soban.core.schedule;

/**
 * Why a request does not get a place.
 *
 * @param text what waits, and the bound, as {@code 1000 requests wait (expected: fewer than 1000)}
 * @param retryAfterNanos when a place is expected; 0 when waiting does not help
 */
public record Refusal(Reason reason, String text, long retryAfterNanos) {

  /** The kinds of refusal. */
  public enum Reason {
    /** As many requests, rows or bytes wait as may. */
    FULL,
    /** Its answer would come after its deadline. */
    LATE,
    /** No machine with nothing else to do would answer before its deadline. */
    INFEASIBLE,
    /** Requests wait too long already, and those of the lowest class are turned away first. */
    OVERLOADED
  }
}
