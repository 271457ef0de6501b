package dev.soban.server.http;

/**
 * How much one request may take, and all together.
 *
 * @param bodyBytes largest body, as sent and as decompressed
 * @param offloadBytes bodies and answers above this are not decoded and encoded on event loops
 * @param heapBytes of the Java heap, for the large texts of all requests
 */
public record HttpLimits(long bodyBytes, long offloadBytes, long heapBytes) {
  private static final int HEAP_PARTS = 6;
  private static final int HEAP_BYTES_PER_CHARACTER = 6;
  public static final HttpLimits DEFAULT = new HttpLimits(64L << 20, 1L << 20);

  public HttpLimits {
    if (bodyBytes < 1) {
      throw new IllegalArgumentException("body: " + bodyBytes + " bytes (expected: >= 1)");
    }
  }

  /** With a sixth of the heap for texts: pictures may take half of it, and the rest needs some. */
  public HttpLimits(long bodyBytes, long offloadBytes) {
    this(bodyBytes, offloadBytes, Runtime.getRuntime().maxMemory() / HEAP_PARTS);
  }

  /** How long one string may be, so that as many as are read at once find room on the heap. */
  public int jsonStringLength() {
    long atOnce = Runtime.getRuntime().availableProcessors();
    return Math.clamp(heapBytes / (HEAP_BYTES_PER_CHARACTER * atOnce), 1 << 20, Integer.MAX_VALUE);
  }
}
