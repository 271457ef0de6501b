package dev.soban.net.server;

import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A request that the server itself refuses or fails.
 *
 * @param headers the request's headers as far as they were understood, or null
 */
public record Rejection(int status, String reason, @Nullable Headers headers) {
  /** The id that the client gave the request, or null. */
  public @Nullable String requestId() {
    return headers == null ? null : headers.get(HeaderName.X_REQUEST_ID);
  }
}
