package dev.soban.server.http;

import dev.soban.net.server.Rejection;
import dev.soban.net.server.RejectionFormatter;
import dev.soban.server.transport.Correlation;
import dev.soban.server.transport.FailureLog;
import dev.soban.server.transport.RequestIds;

/** How refusals look that the HTTP server makes before any route is known. */
public final class Rejections implements RejectionFormatter {
  private final RequestIds ids;

  public Rejections(RequestIds ids) {
    this.ids = ids;
  }

  @Override
  public Formatted format(Rejection rejection) {
    Formatted plain = RejectionFormatter.json().format(rejection);
    Correlation correlation = Correlation.of(rejection.headers(), ids);
    FailureLog.rejected(correlation, rejection);
    return new Formatted(correlation.headers(Exchange.JSON), plain.body());
  }
}
