package dev.soban.server.transport;

import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import org.jspecify.annotations.Nullable;

/** What ties an answer, its log line and a trace together: the request's id and its trace. */
public record Correlation(String requestId, @Nullable String traceParent) {
  /**
   * Takes over what the request brought as far as it is valid, and makes an id where it is not.
   *
   * @param received null when the headers were not understood
   */
  public static Correlation of(@Nullable Headers received, RequestIds ids) {
    return received == null
        ? new Correlation(ids.of(null), null)
        : new Correlation(
            ids.of(received.get(HeaderName.X_REQUEST_ID)),
            TraceParent.valid(received.get(HeaderName.TRACEPARENT)));
  }

  /** The headers that every answer has. */
  public HeaderList headers(String contentType) {
    HeaderList headers =
        HeaderList.of(HeaderName.CONTENT_TYPE, contentType).add(HeaderName.X_REQUEST_ID, requestId);
    return traceParent == null ? headers : headers.add(HeaderName.TRACEPARENT, traceParent);
  }
}
