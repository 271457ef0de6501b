package dev.soban.net.client;

import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * A request to send. The body is read without moving its position and must not change meanwhile.
 */
public record HttpRequest(String method, URI uri, HeaderList headers, ByteBuffer body) {
  private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

  public HttpRequest {
    uri = URI.create(uri.toASCIIString());
    if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("uri: " + uri + " (expected: http://host[:port]/path)");
    }
  }

  public static HttpRequest get(URI uri) {
    return new HttpRequest("GET", uri, HeaderList.of(), ByteBuffer.allocate(0));
  }

  public static HttpRequest post(URI uri, String contentType, ByteBuffer body) {
    return new HttpRequest("POST", uri, HeaderList.of(HeaderName.CONTENT_TYPE, contentType), body);
  }

  /** Whether sending it twice is as good as once. */
  boolean idempotent() {
    return IDEMPOTENT.contains(method);
  }

  Endpoint endpoint() {
    String host = uri.getHost();
    boolean bracketed = host.startsWith("[");
    return new Endpoint(
        bracketed ? host.substring(1, host.length() - 1) : host,
        uri.getPort() < 0 ? 80 : uri.getPort());
  }

  String target() {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  String authority() {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }
}
