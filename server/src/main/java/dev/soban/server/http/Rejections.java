package dev.soban.server.http;

import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.server.Rejection;
import dev.soban.net.server.RejectionFormatter;

/** How refusals look that the HTTP server makes before any route is known. */
public final class Rejections implements RejectionFormatter {
  private final RequestIds ids;

  public Rejections(RequestIds ids) {
    this.ids = ids;
  }

  @Override
  public Formatted format(Rejection rejection) {
    Formatted plain = RejectionFormatter.json().format(rejection);
    HeaderList headers =
        HeaderList.of(HeaderName.CONTENT_TYPE, Exchange.JSON)
            .add(HeaderName.X_REQUEST_ID, ids.of(rejection.requestId()));
    return new Formatted(headers, plain.body());
  }
}
