package dev.soban.net.server.http1;

import dev.soban.net.server.ServerLimits;
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
  /** A status and the reason that goes with it. */
  record Refusal(int status, String reason) {}

  static final Refusal BAD_TARGET = new Refusal(400, "malformed request target");
  static final Refusal SLOW_HEAD = new Refusal(408, "request head took too long");
  static final Refusal SLOW_BODY = new Refusal(408, "request body came too slowly");

  private static final Refusal MALFORMED = new Refusal(400, "malformed request");
  private static final Refusal TOO_LONG_LINE = new Refusal(414, "request line too long");
  private static final Refusal TOO_LARGE_HEADERS = new Refusal(431, "request headers too large");
  private static final Refusal TOO_MANY_HEADERS = new Refusal(431, "too many request headers");
  private static final Refusal VERSION =
      new Refusal(505, "HTTP version not supported (expected: 1.0 or 1.1)");
  private static final Refusal HOST =
      new Refusal(400, "host: missing, repeated or malformed (expected: exactly one)");
  private static final Refusal CODING =
      new Refusal(501, "transfer-encoding not supported (expected: chunked)");
  private static final Refusal EXPECTATION =
      new Refusal(417, "expectation not supported (expected: 100-continue)");

  private RequestCheck() {}

  /** Why Netty could not decode it. */
  static Refusal undecodable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return TOO_LONG_LINE;
    }
    return cause instanceof TooLongHttpHeaderException ? TOO_LARGE_HEADERS : MALFORMED;
  }

  /** Null when the head may be served. */
  static @Nullable Refusal refusal(HttpRequest request, ServerLimits.Sizes sizes) {
    HttpHeaders headers = request.headers();
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return VERSION;
    }
    if (headers.size() > sizes.headerCount()) {
      return TOO_MANY_HEADERS;
    }
    if (!hostIsFine(headers.valueStringIterator(HttpHeaderNames.HOST), version)) {
      return HOST;
    }
    if (!codingIsFine(headers)) {
      return CODING;
    }
    return expectationIsFine(headers) ? null : EXPECTATION;
  }

  private static boolean hostIsFine(Iterator<String> hosts, HttpVersion version) {
    if (!hosts.hasNext()) {
      return version.equals(HttpVersion.HTTP_1_0);
    }
    String host = hosts.next();
    return !hosts.hasNext() && isAuthority(host);
  }

  private static boolean isAuthority(String host) {
    for (int i = 0; i < host.length(); i++) {
      if (!fitsAuthority(host.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Asked for every character of every request, so the usual ones come first. */
  private static boolean fitsAuthority(char c) {
    boolean usual = (c >= 'a' && c <= 'z') || (c >= '0' && c <= ':') || c == '.' || c == '-';
    return usual || (c > ' ' && c < 0x7f && "/\\?#@\"<>^`{|},".indexOf(c) < 0);
  }

  private static boolean codingIsFine(HttpHeaders headers) {
    String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
    return coding == null || HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding);
  }

  private static boolean expectationIsFine(HttpHeaders headers) {
    String expectation = headers.get(HttpHeaderNames.EXPECT);
    return expectation == null || HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation);
  }
}
