package dev.soban.core.admission;

/**
 * Decides whether one more request may go below, and learns from those that came back. The last
 * places are kept for those who are more urgent. Not thread-safe.
 */
final class Admission {
  private static final long UNKNOWN_NANOS = 1_000_000_000L;

  private final AdmissionSettings settings;
  private final ConcurrencyLimit limit;
  private int inFlight;
  private long refused;

  /** How a request that was let in came to its end. */
  enum End {
    /** Answered: its time says how busy it is below. */
    ANSWERED,
    /** Ended for a reason that says nothing about that. */
    IGNORED,
    /** Below there was too much to do. */
    DROPPED
  }

  Admission(AdmissionSettings settings) {
    this.settings = settings;
    this.limit = new ConcurrencyLimit(settings);
  }

  /**
   * Takes a place when there is one.
   *
   * @param priority 1 is the highest, 0 and 2 are normal, more is lower
   */
  boolean admits(int priority) {
    if (inFlight >= places(priority)) {
      refused++;
      return false;
    }
    inFlight++;
    return true;
  }

  /** Gives a place back; once for each that was taken. */
  void ended(End end, long elapsedNanos) {
    int below = inFlight--;
    if (settings.isFixed() && end != End.ANSWERED) {
      return;
    }
    switch (end) {
      case ANSWERED -> limit.answered(elapsedNanos, below);
      case DROPPED -> limit.dropped();
      case IGNORED -> {}
    }
  }

  /** How many requests of a priority may be below, those of all others counted too. */
  int places(int priority) {
    int steps = priority == 1 ? 0 : priority >= 3 ? 2 : 1;
    double share = limit.limit() * (1 - steps * settings.reserve());
    return Math.max(1, (int) Math.ceil(share - 1e-9));
  }

  int inFlight() {
    return inFlight;
  }

  int limit() {
    return limit.limit();
  }

  long refused() {
    return refused;
  }

  /** When a place will have become free: as many end in the time of one request as are below. */
  long retryAfterNanos() {
    long known = limit.recentNanos();
    return known == 0 ? UNKNOWN_NANOS : known;
  }

  /** Whether so long a time is more than what is usual. */
  boolean slow(long elapsedNanos) {
    return limit.usualNanos() > 0 && elapsedNanos > limit.usualNanos();
  }
}
