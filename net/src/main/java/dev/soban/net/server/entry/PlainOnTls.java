package dev.soban.net.server.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.server.BodyReader;
import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.RejectionFormatter.Formatted;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.ResponseWriter;
import dev.soban.net.server.connection.Serving;
import dev.soban.net.server.exchange.Refusal;

/** Tells whoever asks without TLS, on a port that speaks it, what is wrong. */
record PlainOnTls(Serving serving) implements HttpHandler {
  private static final Refusal REFUSAL =
      new Refusal(400, "this port speaks TLS (expected: https instead of http)");

  /** What is needed to speak without TLS, and to answer nothing but this. */
  static Serving of(Serving serving) {
    return new Serving(
        new PlainOnTls(serving), serving.config(), serving.traffic(), serving.open());
  }

  @Override
  public void handle(RequestHead head, BodyReader body, ResponseWriter response) {
    Formatted formatted = serving.rejected(REFUSAL, head.headers());
    HeaderList headers = formatted.headers().copy().set(HeaderName.CONNECTION, "close");
    response.send(REFUSAL.status(), headers, formatted.body().getBytes(UTF_8));
  }
}
