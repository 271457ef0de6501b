package dev.soban.core.cache;

/**
 * 128 bits of what a request asks. Equal questions have equal fingerprints; the reverse is only
 * very likely, so whoever finds an answer by one still compares the questions.
 */
record Fingerprint(long high, long low) implements Comparable<Fingerprint> {
  static final Fingerprint NOTHING = new Fingerprint(0, 0);

  /** Of both, in whatever order they come. */
  Fingerprint and(Fingerprint other) {
    return new Fingerprint(high + other.high, low + other.low);
  }

  /** Ordered, so that a map stays fast when hash codes are made to collide. */
  @Override
  public int compareTo(Fingerprint other) {
    int byHigh = Long.compare(high, other.high);
    return byHigh != 0 ? byHigh : Long.compare(low, other.low);
  }
}
