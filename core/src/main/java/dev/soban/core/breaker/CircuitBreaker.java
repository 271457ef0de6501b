package dev.soban.core.breaker;

import dev.soban.core.breaker.CallWindow.Counts;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * Decides whether to ask what may be broken. Not thread-safe.
 *
 * <pre>
 * CLOSED --too many failed or slow--> OPEN --open_for--> HALF_OPEN --trials good--> CLOSED
 *                                      ^                     |
 *                                      +-----trials bad------+
 * </pre>
 *
 * <p>Each change of state begins a new age; a call that began in an older one is not counted.
 */
final class CircuitBreaker {
  /** What {@link #begin} answers when the call must not be made. */
  static final long REFUSED = -1;

  private static final double JITTER = 0.25;

  private final BreakerSettings settings;
  private final DoubleSupplier random;
  private final CallWindow window;
  private State state = State.CLOSED;
  private long age;
  private long sinceNanos;
  private long openNanos;
  private int trialsBegun;
  private Counts trials = Counts.NONE;
  private long opened;
  private long refused;

  /** Whether it asks. */
  enum State {
    /** Everything passes. */
    CLOSED,
    /** Some calls pass, to see. */
    HALF_OPEN,
    /** Nothing passes. */
    OPEN;

    private final String label = name().toLowerCase(Locale.ROOT);

    String label() {
      return label;
    }
  }

  /** What a call says of what it asked. */
  enum End {
    GOOD,
    FAILED,
    /** Nothing: a refusal, a wrong request, a client that went away. */
    IGNORED
  }

  /**
   * @param random from 0 to 1
   */
  CircuitBreaker(BreakerSettings settings, DoubleSupplier random) {
    this.settings = settings;
    this.random = random;
    this.window = CallWindow.of(settings.window());
  }

  /** The age in which the call begins, to be given to {@link #ended}; {@link #REFUSED} if none. */
  long begin(long nowNanos) {
    if (state == State.OPEN && nowNanos - sinceNanos >= openNanos) {
      change(State.HALF_OPEN, nowNanos);
    }
    boolean allowed =
        switch (state) {
          case CLOSED -> true;
          case HALF_OPEN -> trial(nowNanos);
          case OPEN -> false;
        };
    if (!allowed) {
      refused++;
      return REFUSED;
    }
    return age;
  }

  /** Trials that nobody hears of again must not keep it half open for ever. */
  private boolean trial(long nowNanos) {
    if (trialsBegun >= settings.trials() && nowNanos - sinceNanos >= openNanos) {
      trialsBegun = trials.calls();
      sinceNanos = nowNanos;
    }
    if (trialsBegun >= settings.trials()) {
      return false;
    }
    trialsBegun++;
    return true;
  }

  /** A call came to its end. */
  void ended(long begunAge, End end, long elapsedNanos, long nowNanos) {
    if (begunAge != age) {
      return;
    }
    boolean slow = settings.slowCall() != null && elapsedNanos >= settings.slowCall().toNanos();
    if (state == State.HALF_OPEN) {
      trialEnded(end, slow, nowNanos);
    } else if (end != End.IGNORED) {
      window.add(end == End.FAILED, slow, nowNanos);
      if (tooBad(window.counts(nowNanos), settings.minCalls())) {
        open(nowNanos);
      }
    }
  }

  private void trialEnded(End end, boolean slow, long nowNanos) {
    if (end == End.IGNORED) {
      trialsBegun = Math.max(trials.calls(), trialsBegun - 1);
      return;
    }
    trials = trials.plus(end == End.FAILED, slow);
    if (trials.calls() < settings.trials()) {
      return;
    }
    if (tooBad(trials, settings.trials())) {
      open(nowNanos);
    } else {
      change(State.CLOSED, nowNanos);
    }
  }

  private boolean tooBad(Counts counts, int atLeast) {
    return counts.calls() >= atLeast
        && (counts.failed() >= settings.failureRate() * counts.calls()
            || counts.slow() >= settings.slowRate() * counts.calls());
  }

  private void open(long nowNanos) {
    openNanos = (long) (settings.openFor().toNanos() * (1 + JITTER * random.getAsDouble()));
    opened++;
    change(State.OPEN, nowNanos);
  }

  private void change(State next, long nowNanos) {
    state = next;
    sinceNanos = nowNanos;
    age++;
    trialsBegun = 0;
    trials = Counts.NONE;
    window.clear();
  }

  State state() {
    return state;
  }

  /** How long until a call may pass again. */
  long retryAfterNanos(long nowNanos) {
    return state == State.CLOSED ? 0 : Math.max(0, openNanos - (nowNanos - sinceNanos));
  }

  /** What is known of the latest calls while it is closed. */
  Counts counts(long nowNanos) {
    return window.counts(nowNanos);
  }

  long opened() {
    return opened;
  }

  long refused() {
    return refused;
  }
}
