package dev.soban.core.schedule.share;

/** Requests by what is left of them: what fits in a batch, in five, and what does not. */
public record Levels(int batch) {
  public static final int SMALL = 0;
  public static final int MEDIUM = 1;
  public static final int LARGE = 2;
  public static final int COUNT = 3;

  private static final int MEDIUM_BATCHES = 5;

  public int of(long rowsWaiting) {
    if (rowsWaiting <= batch) {
      return SMALL;
    }
    return rowsWaiting <= (long) MEDIUM_BATCHES * batch ? MEDIUM : LARGE;
  }
}
