package dev.soban.net.server.exchange;

/**
 * Why the server itself refuses a request: in short fixed texts without quotes.
 *
 * @param status of the answer
 */
public record Refusal(int status, String reason) {
  public static final Refusal MALFORMED = new Refusal(400, "malformed request");
  public static final Refusal BAD_TARGET = new Refusal(400, "malformed request target");
  public static final Refusal HOST =
      new Refusal(400, "host: missing, repeated or malformed (expected: exactly one)");
  public static final Refusal SLOW_HEAD = new Refusal(408, "request head took too long");
  public static final Refusal SLOW_BODY = new Refusal(408, "request body came too slowly");
  public static final Refusal TOO_LONG_LINE = new Refusal(414, "request line too long");
  public static final Refusal EXPECTATION =
      new Refusal(417, "expectation not supported (expected: 100-continue)");
  public static final Refusal TOO_LARGE_HEADERS = new Refusal(431, "request headers too large");
  public static final Refusal TOO_MANY_HEADERS = new Refusal(431, "too many request headers");
  public static final Refusal INTERNAL = new Refusal(500, "internal error");
}
