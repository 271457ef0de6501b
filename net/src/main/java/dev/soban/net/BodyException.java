package dev.soban.net;

/** Why a body could not be read, by who must act. Carries no stack: it is an expected outcome. */
public abstract sealed class BodyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private BodyException(String message) {
    super(message, null, false, false);
  }

  /** The body, as sent or as decoded, is larger than allowed. Fits 413. */
  public static final class BodyTooLarge extends BodyException {
    private static final long serialVersionUID = 1;

    public BodyTooLarge(String message) {
      super(message);
    }

    public static BodyTooLarge over(long maxBytes) {
      return new BodyTooLarge("body: too large (expected: at most " + maxBytes + " bytes)");
    }
  }

  /** The body is not what its headers promise. Fits 400. */
  public static final class BadBody extends BodyException {
    private static final long serialVersionUID = 1;

    public BadBody(String message) {
      super(message);
    }
  }

  /** The body is in a content encoding that is not read. Fits 415. */
  public static final class UnsupportedEncoding extends BodyException {
    private static final long serialVersionUID = 1;

    public UnsupportedEncoding(String encoding) {
      super("content-encoding: '" + encoding + "' (expected: gzip, deflate or identity)");
    }
  }

  /** The peer went away before the end; nobody waits for an answer. */
  public static final class ConnectionClosed extends BodyException {
    private static final long serialVersionUID = 1;

    public ConnectionClosed() {
      super("connection closed by the peer");
    }
  }
}
