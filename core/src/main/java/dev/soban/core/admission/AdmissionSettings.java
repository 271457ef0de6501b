package dev.soban.core.admission;

/**
 * How many requests may be below at once.
 *
 * @param min the limit never falls below this
 * @param max the limit never rises above this; a limit is fixed when both are the same
 * @param reserve share of the limit that normal requests leave to urgent ones, and low ones twice
 */
public record AdmissionSettings(int min, int max, double reserve) {
  public static final double RESERVE = 0.1;

  public AdmissionSettings {
    if (min < 1 || max < min) {
      throw new IllegalArgumentException(
          "limit: " + min + " to " + max + " (expected: 1 <= min <= max)");
    }
    if (!(reserve >= 0 && reserve <= 0.5)) {
      throw new IllegalArgumentException("reserve: " + reserve + " (expected: 0 to 0.5)");
    }
  }

  public static AdmissionSettings fixed(int limit) {
    return new AdmissionSettings(limit, limit, RESERVE);
  }

  public static AdmissionSettings adaptive(int min, int max) {
    return new AdmissionSettings(min, max, RESERVE);
  }

  public boolean isFixed() {
    return min == max;
  }
}
