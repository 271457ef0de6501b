package dev.soban.core.admission;

/**
 * Learns how many requests may be below at once from how long they take. Not thread-safe.
 *
 * <p>While requests take about as long as they usually do, nothing queues below and the limit grows
 * by a small allowance; when they take longer, something queues, and the limit shrinks in
 * proportion, to half at most. {@code usual} is an average over hundreds of requests, {@code
 * recent} over a few; the ratio of both, forgiven up to a tolerance, is the gradient. Nothing is
 * learned while less than half of the limit is used: a short time then says nothing about more.
 */
final class ConcurrencyLimit {
  private static final double TOLERANCE = 1.5;
  private static final double STEEPEST = 0.5;
  private static final double QUEUE_ALLOWANCE = 4;
  private static final double SMOOTHING = 0.2;
  private static final double BACK_OFF = 0.9;
  private static final int START = 20;

  /** Beyond this ratio the usual time is of another age, and is forgotten faster. */
  private static final double OUTDATED = 2;

  private static final double FORGETTING = 0.95;

  private final AdmissionSettings settings;
  private final MovingAverage usual = new MovingAverage(600);
  private final MovingAverage recent = new MovingAverage(10);
  private double limit;

  ConcurrencyLimit(AdmissionSettings settings) {
    this.settings = settings;
    this.limit = Math.clamp(START, settings.min(), settings.max());
  }

  int limit() {
    return (int) limit;
  }

  /** What a request takes at present; 0 while nothing is known. */
  long recentNanos() {
    return (long) recent.value();
  }

  /** What a request takes in the long run; 0 while nothing is known. */
  long usualNanos() {
    return (long) usual.value();
  }

  /**
   * A request was answered.
   *
   * @param inFlight how many were below while it was, itself included
   */
  void answered(long elapsedNanos, int inFlight) {
    double now = recent.add((double) Math.max(1, elapsedNanos));
    double before = usual.add((double) Math.max(1, elapsedNanos));
    if (before / now > OUTDATED) {
      usual.scale(FORGETTING);
    }
    if (inFlight * 2 < limit) {
      return;
    }
    double gradient = Math.clamp(TOLERANCE * before / now, STEEPEST, 1.0);
    set(limit * (1 - SMOOTHING) + (limit * gradient + QUEUE_ALLOWANCE) * SMOOTHING);
  }

  /** What is below refused a request or took too long for it. */
  void dropped() {
    set(limit * BACK_OFF);
  }

  private void set(double wanted) {
    limit = Math.clamp(wanted, settings.min(), settings.max());
  }

  /** An average in which old values fade; a plain mean of the first few. */
  private static final class MovingAverage {
    private static final int PLAIN = 10;

    private final double factor;
    private int count;
    private double value;

    MovingAverage(int window) {
      this.factor = 2.0 / (window + 1);
    }

    double add(double sample) {
      double weight = count < PLAIN ? 1.0 / ++count : factor;
      value += (sample - value) * weight;
      return value;
    }

    void scale(double by) {
      value *= by;
    }

    double value() {
      return value;
    }
  }
}
