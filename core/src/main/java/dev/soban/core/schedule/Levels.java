package dev.soban.core.schedule;

/** Requests by what is left of them: what fits in a batch, in five, and what does not. */
record Levels(int batch) {
  static final int SMALL = 0;
  static final int MEDIUM = 1;
  static final int LARGE = 2;
  static final int COUNT = 3;

  private static final int MEDIUM_BATCHES = 5;

  int of(long rowsWaiting) {
    if (rowsWaiting <= batch) {
      return SMALL;
    }
    return rowsWaiting <= (long) MEDIUM_BATCHES * batch ? MEDIUM : LARGE;
  }
}
