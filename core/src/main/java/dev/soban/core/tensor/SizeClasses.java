package dev.soban.core.tensor;

/** Rounds sizes up to four steps a doubling, from 64 bytes: at most a fifth of a slab is waste. */
final class SizeClasses {
  private static final int MIN_LOG = 6;
  private static final int STEPS_LOG = 2;
  private static final int STEPS = 1 << STEPS_LOG;

  private static final int MAX_LOG = 46;

  /** The largest class, far beyond what a machine can hold. */
  static final long MAX_BYTES = 1L << MAX_LOG;

  static final int COUNT = (MAX_LOG - MIN_LOG) * STEPS + 1;

  private SizeClasses() {}

  static int of(long sizeBytes) {
    if (sizeBytes <= 1L << MIN_LOG) {
      return 0;
    }
    int log = 63 - Long.numberOfLeadingZeros(sizeBytes - 1);
    int step = (int) ((sizeBytes - 1) >>> (log - STEPS_LOG)) & (STEPS - 1);
    return (log - MIN_LOG) * STEPS + step + 1;
  }

  static long sizeBytes(int sizeClass) {
    if (sizeClass == 0) {
      return 1L << MIN_LOG;
    }
    int log = (sizeClass - 1) / STEPS + MIN_LOG;
    int step = (sizeClass - 1) % STEPS + 1;
    return (1L << log) + ((long) step << (log - STEPS_LOG));
  }
}
