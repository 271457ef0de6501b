package dev.soban.net.server.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.HttpServerConfig;
import dev.soban.net.server.Rejection;
import dev.soban.net.server.RejectionFormatter.Formatted;
import dev.soban.net.server.exchange.Exchange;
import dev.soban.net.server.exchange.Refusal;
import org.jspecify.annotations.Nullable;

/** What the connections of one server share. */
public record Serving(
    HttpHandler handler, HttpServerConfig config, Traffic traffic, OpenConnections open) {
  private static final System.Logger LOG = System.getLogger(Serving.class.getName());

  /** Has the handler answer. */
  public void handle(Exchange exchange) {
    traffic.requested();
    try {
      handler.handle(exchange.head(), exchange.body(), exchange);
    } catch (Throwable thrown) {
      failed(exchange, thrown);
    }
  }

  /** The handler threw; whoever asked gets an answer if none was begun. */
  public void failed(Exchange exchange, Throwable thrown) {
    String id = exchange.head().headers().get(HeaderName.X_REQUEST_ID);
    LOG.log(
        System.Logger.Level.ERROR,
        "handler failed" + (id == null ? "" : " request_id=" + id),
        thrown);
    if (exchange.unanswered()) {
      refuse(exchange, Refusal.INTERNAL);
    } else if (!exchange.answered()) {
      exchange.breakOff();
    }
  }

  /** Answers in the handler's place. */
  public void refuse(Exchange exchange, Refusal refusal) {
    Formatted formatted = rejected(refusal, exchange.head().headers());
    exchange.send(refusal.status(), formatted.headers(), formatted.body().getBytes(UTF_8));
  }

  /** Counts a refusal and says what its answer is. */
  public Formatted rejected(Refusal refusal, @Nullable Headers headers) {
    traffic.rejected();
    return config.rejections().format(new Rejection(refusal.status(), refusal.reason(), headers));
  }
}
