package dev.soban.core.schedule;

/** How much may wait at once. */
public record Bounds(int maxRequests, long maxRows, long maxBytes) {
  public static final Bounds NONE = new Bounds(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  public Bounds {
    if (maxRequests < 1 || maxRows < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "maxRequests, maxRows, maxBytes: "
              + maxRequests
              + ", "
              + maxRows
              + ", "
              + maxBytes
              + " (expected: >= 1)");
    }
  }
}
