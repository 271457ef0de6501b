package dev.soban.repository.server;

import java.time.Duration;
import java.util.List;

/**
 * Which pages of other origins may ask, from within a browser.
 *
 * @param origins as browsers send them, or {@code *} for every one
 * @param methods that they may use
 * @param headers that they may send, or {@code *}
 * @param exposedHeaders that they may read of answers
 * @param maxAge how long a browser may remember what it was told
 * @param credentials whether cookies and client certificates may come along
 */
public record CorsSettings(
    List<String> origins,
    List<String> methods,
    List<String> headers,
    List<String> exposedHeaders,
    Duration maxAge,
    boolean credentials) {
  static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT");

  static final List<String> HEADERS =
      List.of(
          "Authorization",
          "Cache-Control",
          "Content-Encoding",
          "Content-Type",
          "Inference-Header-Content-Length",
          "Traceparent",
          "X-API-Key",
          "X-Request-Id",
          "X-Request-Timeout",
          "X-Soban-Priority",
          "X-Soban-Tenant");

  static final List<String> EXPOSED_HEADERS =
      List.of(
          "Inference-Header-Content-Length",
          "Retry-After",
          "Traceparent",
          "X-Request-Id",
          "X-Soban-Cache",
          "X-Soban-Degraded");

  static final Duration MAX_AGE = Duration.ofMinutes(10);
}
