package dev.soban.server.http;

/**
 * How much one request may take.
 *
 * @param bodyBytes largest body, as sent and as decompressed
 * @param offloadBytes bodies and answers above this are not decoded and encoded on event loops
 */
public record HttpLimits(long bodyBytes, long offloadBytes) {
  public static final HttpLimits DEFAULT = new HttpLimits(64L << 20, 1L << 20);

  public HttpLimits {
    if (bodyBytes < 1) {
      throw new IllegalArgumentException("body: " + bodyBytes + " bytes (expected: >= 1)");
    }
  }
}
