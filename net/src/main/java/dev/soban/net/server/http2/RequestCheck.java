package dev.soban.net.server.http2;

import dev.soban.net.server.ServerLimits;
import dev.soban.net.server.exchange.Authority;
import dev.soban.net.server.exchange.IncomingBody;
import dev.soban.net.server.exchange.Refusal;
import dev.soban.net.server.exchange.RequestTarget;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * What makes a head unacceptable beyond the codec's own checks, which see to pseudo headers that
 * are missing, repeated, unknown or out of order, and headers that belong to a connection.
 */
final class RequestCheck {
  private RequestCheck() {}

  /** Whether the head breaks HTTP/2's own rules, so that it gets no answer. */
  static boolean malformed(Http2Headers headers) {
    return hostsDiffer(headers) || !isToken(headers.method());
  }

  private static boolean hostsDiffer(Http2Headers headers) {
    CharSequence authority = headers.authority();
    CharSequence host = headers.get(HttpHeaderNames.HOST);
    return authority != null && host != null && !AsciiString.contentEquals(authority, host);
  }

  private static boolean isToken(@Nullable CharSequence method) {
    if (method == null || method.isEmpty()) {
      return false;
    }
    for (int i = 0; i < method.length(); i++) {
      char c = method.charAt(i);
      if (c <= ' ' || c >= 0x7f || "()<>@,;:\\\"/[]?={}".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Null when the head may be served. */
  static @Nullable Refusal refusal(Http2Headers headers, ServerLimits.Sizes sizes) {
    if (headers.size() > sizes.headerCount()) {
      return Refusal.TOO_MANY_HEADERS;
    }
    CharSequence path = headers.path();
    if (path != null && path.length() > sizes.requestLineBytes()) {
      return Refusal.TOO_LONG_LINE;
    }
    if (target(headers) == null) {
      return Refusal.BAD_TARGET;
    }
    if (!hostIsFine(headers)) {
      return Refusal.HOST;
    }
    CharSequence expectation = headers.get(HttpHeaderNames.EXPECT);
    boolean fine =
        expectation == null || HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation);
    return fine ? null : Refusal.EXPECTATION;
  }

  /** The path with its query; null when it is none. */
  static @Nullable String target(Http2Headers headers) {
    CharSequence path = headers.path();
    boolean origin = path != null && !path.isEmpty() && (path.charAt(0) == '/' || isStar(path));
    return origin
        ? RequestTarget.originForm(String.valueOf(headers.method()), path.toString())
        : null;
  }

  private static boolean isStar(CharSequence path) {
    return path.length() == 1 && path.charAt(0) == '*';
  }

  private static boolean hostIsFine(Http2Headers headers) {
    CharSequence authority = headers.authority();
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    if (authority != null) {
      return hosts <= 1 && Authority.isFine(authority);
    }
    return hosts == 1 && Authority.isFine(headers.get(HttpHeaderNames.HOST, ""));
  }

  /** What a head that may be served says of its body. */
  static IncomingBody.Declared declared(Http2Headers headers, boolean endStream) {
    CharSequence encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    return new IncomingBody.Declared(
        endStream ? 0 : headers.getLong(HttpHeaderNames.CONTENT_LENGTH, -1),
        encoding == null ? null : encoding.toString(),
        headers.contains(HttpHeaderNames.EXPECT));
  }
}
