package dev.soban.net.server.cors;

import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.server.RequestHead;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what browsers are told about pages of other origins. Thread-safe.
 *
 * @param origins in lower case, or {@code *} for every one
 * @param methods that such pages may use
 * @param headers that they may send, or {@code *} for any
 * @param exposedHeaders that they may read of answers
 * @param maxAge how long a browser may remember what it was told
 * @param credentials whether cookies and client certificates may come along
 */
public record CorsPolicy(
    List<String> origins,
    List<String> methods,
    List<String> headers,
    List<String> exposedHeaders,
    Duration maxAge,
    boolean credentials) {
  private static final HeaderName ORIGIN = HeaderName.of("origin");
  private static final HeaderName ASKED_METHOD = HeaderName.of("access-control-request-method");
  private static final HeaderName ASKED_HEADERS = HeaderName.of("access-control-request-headers");
  private static final HeaderName ALLOW_ORIGIN = HeaderName.of("access-control-allow-origin");
  private static final HeaderName ALLOW_METHODS = HeaderName.of("access-control-allow-methods");
  private static final HeaderName ALLOW_HEADERS = HeaderName.of("access-control-allow-headers");
  private static final HeaderName ALLOW_CREDENTIALS =
      HeaderName.of("access-control-allow-credentials");
  private static final HeaderName EXPOSE_HEADERS = HeaderName.of("access-control-expose-headers");
  private static final HeaderName MAX_AGE = HeaderName.of("access-control-max-age");
  private static final String ANY = "*";

  public CorsPolicy {
    if (credentials && origins.contains(ANY)) {
      throw new IllegalArgumentException("credentials: true (expected: false where origins is *)");
    }
  }

  /** Whether a browser asks beforehand what a page may do. */
  boolean isPreflight(RequestHead head) {
    return head.method().equals("OPTIONS")
        && head.headers().contains(ORIGIN)
        && head.headers().contains(ASKED_METHOD);
  }

  /** What such a question is answered; nothing is granted to an origin that is not allowed. */
  HeaderList preflight(RequestHead head) {
    HeaderList answer = granted(head.headers().get(ORIGIN));
    if (!answer.contains(ALLOW_ORIGIN)) {
      return answer;
    }
    String asked = head.headers().get(ASKED_HEADERS);
    answer.add(ALLOW_METHODS, String.join(", ", methods));
    answer.add(
        ALLOW_HEADERS, headers.contains(ANY) && asked != null ? asked : String.join(", ", headers));
    return answer.add(MAX_AGE, Long.toString(maxAge.toSeconds()));
  }

  /** What is added to every other answer. */
  HeaderList answer(RequestHead head) {
    HeaderList answer = granted(head.headers().get(ORIGIN));
    if (answer.contains(ALLOW_ORIGIN) && !exposedHeaders.isEmpty()) {
      answer.add(EXPOSE_HEADERS, String.join(", ", exposedHeaders));
    }
    return answer;
  }

  private HeaderList granted(@Nullable String origin) {
    HeaderList answer = HeaderList.of();
    if (origins.contains(ANY)) {
      return origin == null ? answer : answer.add(ALLOW_ORIGIN, ANY);
    }
    // Also where nothing is granted: caches must not give one origin what another was told.
    answer.add(HeaderName.VARY, "Origin");
    if (origin == null || !origins.contains(origin)) {
      return answer;
    }
    answer.add(ALLOW_ORIGIN, origin);
    return credentials ? answer.add(ALLOW_CREDENTIALS, "true") : answer;
  }
}
