package dev.soban.server.access;

import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import org.jspecify.annotations.Nullable;

/** The key that a request presents. */
final class Credentials {
  private static final HeaderName API_KEY = HeaderName.of("x-api-key");
  private static final HeaderName AUTHORIZATION = HeaderName.of("authorization");
  private static final String BEARER = "bearer ";

  private Credentials() {}

  /**
   * The key, or null when the request presents none. X-API-Key goes before Authorization, which a
   * proxy in front may want for itself.
   *
   * @throws AccessRefused when it presents something that is no key
   */
  static @Nullable String in(Headers headers) {
    String key = headers.get(API_KEY);
    if (key != null) {
      return key.strip();
    }
    String authorization = headers.get(AUTHORIZATION);
    if (authorization == null) {
      return null;
    }
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw AccessRefused.schemeUnknown();
    }
    return authorization.substring(BEARER.length()).strip();
  }
}
