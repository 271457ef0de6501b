package dev.soban.server.torchserve;

import dev.soban.net.server.BodyReader;
import dev.soban.server.http.Endpoint;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.Route;
import dev.soban.server.transport.Readiness;

/** {@code {"status": "Healthy"}} while the server takes work, else 503 and {@code Unhealthy}. */
public record Ping(Readiness readiness) implements Endpoint.Answering {
  @Override
  public void answer(Exchange exchange, Route route, BodyReader body) {
    boolean ready = readiness.ready();
    exchange.json(
        ready ? 200 : 503,
        out -> {
          out.writeStartObject();
          out.writeStringField("status", ready ? "Healthy" : "Unhealthy");
          out.writeEndObject();
        });
  }
}
