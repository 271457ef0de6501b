package dev.soban.core.lifecycle.readiness;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a served version still answers. It is well while some request, of a client or a canary,
 * was answered lately; it is in trouble when a canary failed and nothing was answered since for the
 * time allowed, and at once when a run hangs, until something is answered again.
 *
 * <p>Passive and thread-safe: whoever watches passes the time and what was counted.
 */
public final class Health {
  private final long withinNanos;

  // Guarded by this:
  private long succeededAtNanos;
  private long askedAtNanos;
  private long answeredSoFar;
  private boolean asking;
  private boolean hung;
  private @Nullable String lastFailure;

  private volatile String trouble = "";

  /**
   * @param within how long an answer counts as lately; zero to look for nothing but hung runs
   */
  public Health(Duration within, long nowNanos) {
    this.withinNanos = within.toNanos();
    this.succeededAtNanos = nowNanos;
    this.askedAtNanos = nowNanos;
  }

  /** What is wrong; empty when nothing is. */
  public String trouble() {
    return trouble;
  }

  /** A run gave no answer for so long that it was given up. */
  public synchronized void hung() {
    hung = true;
    trouble = "a run of the engine hangs";
  }

  /**
   * Looks at what became of clients' requests.
   *
   * @param answered requests answered since the version was loaded
   * @return whether a canary is to be sent now; then the caller says what became of it
   */
  public synchronized boolean look(long answered, long nowNanos) {
    if (answered > answeredSoFar) {
      answeredSoFar = answered;
      succeeded(nowNanos);
    }
    long silentNanos = nowNanos - succeededAtNanos;
    if (!hung && withinNanos > 0 && silentNanos >= withinNanos) {
      if (asking) {
        trouble = silent(silentNanos, "a request of its own has no answer yet");
      } else if (lastFailure != null) {
        trouble = silent(silentNanos, lastFailure);
      }
    }
    boolean wanted = hung || (withinNanos > 0 && silentNanos >= withinNanos / 2);
    if (!wanted || asking || nowNanos - askedAtNanos < pauseNanos()) {
      return false;
    }
    asking = true;
    askedAtNanos = nowNanos;
    return true;
  }

  private long pauseNanos() {
    return hung ? 0 : withinNanos / 10;
  }

  private static String silent(long nanos, String why) {
    return "no answer for " + Duration.ofNanos(nanos).toSeconds() + " s: " + why;
  }

  /** A canary came back. */
  public synchronized void answered(long nowNanos) {
    asking = false;
    succeeded(nowNanos);
  }

  /** A canary was sent in vain. */
  public synchronized void failed(String why) {
    asking = false;
    lastFailure = why;
  }

  /** A canary could not be sent, which says nothing of the version. */
  public synchronized void notAsked() {
    asking = false;
  }

  private void succeeded(long nowNanos) {
    succeededAtNanos = nowNanos;
    lastFailure = null;
    hung = false;
    trouble = "";
  }
}
