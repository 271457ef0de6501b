package dev.soban.net.server.http1;

import dev.soban.net.server.ServerLimits;
import dev.soban.net.server.exchange.Authority;
import dev.soban.net.server.exchange.IncomingBody;
import dev.soban.net.server.exchange.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What makes a head unacceptable beyond Netty's own checks; in short fixed texts. */
final class RequestCheck {
  static final Refusal TLS =
      new Refusal(400, "TLS on a port without it (expected: http, or http.tls in the settings)");

  private static final Refusal VERSION =
      new Refusal(505, "HTTP version not supported (expected: 1.0, 1.1 or 2)");
  private static final Refusal CODING =
      new Refusal(501, "transfer-encoding not supported (expected: chunked)");

  private RequestCheck() {}

  /** Why Netty could not decode it. */
  static Refusal undecodable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Refusal.TOO_LONG_LINE;
    }
    return cause instanceof TooLongHttpHeaderException
        ? Refusal.TOO_LARGE_HEADERS
        : Refusal.MALFORMED;
  }

  /** Null when the head may be served. */
  static @Nullable Refusal refusal(HttpRequest request, ServerLimits.Sizes sizes) {
    HttpHeaders headers = request.headers();
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return VERSION;
    }
    if (headers.size() > sizes.headerCount()) {
      return Refusal.TOO_MANY_HEADERS;
    }
    if (!hostIsFine(headers.valueStringIterator(HttpHeaderNames.HOST), version)) {
      return Refusal.HOST;
    }
    if (!codingIsFine(headers)) {
      return CODING;
    }
    return expectationIsFine(headers) ? null : Refusal.EXPECTATION;
  }

  private static boolean hostIsFine(Iterator<String> hosts, HttpVersion version) {
    if (!hosts.hasNext()) {
      return version.equals(HttpVersion.HTTP_1_0);
    }
    String host = hosts.next();
    return !hosts.hasNext() && Authority.isFine(host);
  }

  private static boolean codingIsFine(HttpHeaders headers) {
    String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
    return coding == null || HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding);
  }

  private static boolean expectationIsFine(HttpHeaders headers) {
    String expectation = headers.get(HttpHeaderNames.EXPECT);
    return expectation == null || HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation);
  }

  /** What a head that may be served says of its body. */
  static IncomingBody.Declared declared(HttpRequest request) {
    HttpHeaders headers = request.headers();
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    long chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING) ? -1 : 0;
    boolean waits = headers.contains(HttpHeaderNames.EXPECT);
    return new IncomingBody.Declared(
        length == null ? chunked : Long.parseLong(length),
        headers.get(HttpHeaderNames.CONTENT_ENCODING),
        waits && request.protocolVersion().minorVersion() > 0);
  }
}
