package dev.soban.net.client;

import java.io.IOException;

/** Why there is no answer, by what the caller may do about it. */
public abstract sealed class HttpClientException extends IOException {
  private static final long serialVersionUID = 1;

  private HttpClientException(String message, Throwable cause) {
    super(message, cause);
  }

  private HttpClientException(String message) {
    super(message);
  }

  /** Nobody answers there; the request was not sent. */
  public static final class CannotConnect extends HttpClientException {
    private static final long serialVersionUID = 1;

    CannotConnect(Endpoint endpoint, Throwable cause) {
      super("cannot connect to " + endpoint + ": " + cause.getMessage(), cause);
    }
  }

  /** No whole answer came in time; the request may have been served. */
  public static final class TimedOut extends HttpClientException {
    private static final long serialVersionUID = 1;

    TimedOut(Endpoint endpoint, long millis) {
      super(endpoint + ": no answer within " + millis + " ms");
    }
  }

  /** The connection ended or made no sense; the request may have been served. */
  public static final class Broken extends HttpClientException {
    private static final long serialVersionUID = 1;

    Broken(Endpoint endpoint, String reason) {
      super(endpoint + ": " + reason);
    }
  }

  /** Too many requests wait for a connection already; the request was not sent. */
  public static final class TooManyWaiting extends HttpClientException {
    private static final long serialVersionUID = 1;

    TooManyWaiting(Endpoint endpoint, int waiting) {
      super(endpoint + ": too many requests waiting (expected: at most " + waiting + ")");
    }
  }
}
