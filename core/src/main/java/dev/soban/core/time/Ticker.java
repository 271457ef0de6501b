package dev.soban.core.time;

/** Elapsed nanoseconds from an arbitrary origin; compare readings only by subtraction. */
@FunctionalInterface
public interface Ticker {
  long nanos();

  static Ticker system() {
    return System::nanoTime;
  }
}
