package dev.soban.net.server.http2;

import dev.soban.net.HeaderList;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;

/** Brings an answer's head into the form of HTTP/2. */
final class ResponseHeaders {
  static final Http2Headers CONTINUE =
      new DefaultHttp2Headers(false).status(HttpResponseStatus.CONTINUE.codeAsText());

  private ResponseHeaders() {}

  /**
   * @param contentLength negative for none
   */
  static Http2Headers of(int status, HeaderList headers, long contentLength) {
    // Names and values were checked when they were added to the list.
    Http2Headers out = new DefaultHttp2Headers(false, headers.size() + 2);
    out.status(HttpResponseStatus.valueOf(status).codeAsText());
    (headers.hasFraming() ? headers.withoutFraming() : headers).forEachText(out::add);
    if (contentLength >= 0) {
      out.add(HttpHeaderNames.CONTENT_LENGTH, Long.toString(contentLength));
    }
    return out;
  }
}
