package dev.soban.net.server;

import dev.soban.net.Headers;
import dev.soban.net.HttpVersion;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request before its body. The target is as sent, undecoded, in origin form
 * ({@code /path?query}, or {@code *}); its percent-encoding was checked.
 *
 * @param executor the connection's event loop, where answers should come home
 * @param receivedAtNanos the server's ticker when the head was read
 */
public record RequestHead(
    String method,
    String target,
    HttpVersion version,
    Headers headers,
    InetSocketAddress remoteAddress,
    Executor executor,
    long receivedAtNanos) {

  /** The path as sent, undecoded. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** The query as sent, without its question mark; empty when there is none. */
  public String query() {
    int query = target.indexOf('?');
    return query < 0 ? "" : target.substring(query + 1);
  }

  /** The decoded segments of the path; {@code /a/b%2Fc/} is {@code [a, b/c, ""]}. */
  public List<String> segments() {
    return TargetText.segments(path());
  }

  /** The first decoded value of a query parameter, or null. */
  public @Nullable String queryParameter(String name) {
    List<String> values = queryParameters(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  /** Every decoded value of a query parameter, in order. */
  public List<String> queryParameters(String name) {
    return TargetText.values(query(), name);
  }
}
