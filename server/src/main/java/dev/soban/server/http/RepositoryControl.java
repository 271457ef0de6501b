package dev.soban.server.http;

import dev.soban.core.predict.Failures;
import dev.soban.core.predict.PredictionException;
import dev.soban.net.Body;
import dev.soban.net.server.BodyReader;
import dev.soban.server.control.Changes;
import dev.soban.server.control.RepositoryChanges;
import dev.soban.server.document.RepositoryRequest;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.transport.Refusal;
import org.jspecify.annotations.Nullable;

/** The routes that load and unload models. */
final class RepositoryControl {
  private static final int MAX_REQUEST_BYTES = 64 << 10;

  private final RepositoryChanges changes;
  private final JsonStreams json;

  RepositoryControl(RepositoryChanges changes, JsonStreams json) {
    this.changes = changes;
    this.json = json;
  }

  void answer(Exchange exchange, Route route, BodyReader body) {
    var _ =
        body.readAll(MAX_REQUEST_BYTES)
            .whenComplete((bytes, failure) -> received(exchange, route, bytes, failure));
  }

  private void received(
      Exchange exchange, Route route, @Nullable Body body, @Nullable Throwable failure) {
    if (body == null) {
      exchange.refuse(
          Refusal.ofBody(failure == null ? new IllegalStateException("no body") : failure));
      return;
    }
    try (body) {
      RepositoryRequest.check(body.segment(), json);
    } catch (RuntimeException e) {
      exchange.refuse(Refusal.of(Failures.of(e)));
      return;
    }
    change(exchange, route);
  }

  private void change(Exchange exchange, Route route) {
    String actor = exchange.asker().actor(exchange.head().remoteAddress());
    Changes.Outcome<Boolean> outcome =
        new Changes.Outcome<>() {
          @Override
          public void done(Boolean changed) {
            exchange.writer().send(200, exchange.headers(Exchange.JSON), new byte[0]);
          }

          @Override
          public void failed(PredictionException failure) {
            exchange.refuse(Refusal.of(failure));
          }
        };
    if (route.endpoint() == Route.Endpoint.REPOSITORY_LOAD) {
      changes.load(route.model(), actor, outcome);
    } else {
      changes.unload(route.model(), actor, outcome);
    }
  }
}
