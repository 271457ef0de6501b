package dev.soban.server.v2;

import dev.soban.core.predict.Failures;
import dev.soban.core.predict.PredictionException;
import dev.soban.net.Body;
import dev.soban.net.server.BodyReader;
import dev.soban.server.control.Changes;
import dev.soban.server.control.RepositoryChanges;
import dev.soban.server.document.RepositoryRequest;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.Route;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.transport.Refusal;
import org.jspecify.annotations.Nullable;

/** The routes that load and unload models. */
public final class RepositoryControl {
  private static final int MAX_REQUEST_BYTES = 64 << 10;

  private final RepositoryChanges changes;
  private final JsonStreams json;

  public RepositoryControl(RepositoryChanges changes, JsonStreams json) {
    this.changes = changes;
    this.json = json;
  }

  void load(Exchange exchange, Route route, BodyReader body) {
    answer(
        exchange, body, () -> changes.load(route.model(), actor(exchange), new Outcome(exchange)));
  }

  void unload(Exchange exchange, Route route, BodyReader body) {
    answer(
        exchange,
        body,
        () -> changes.unload(route.model(), actor(exchange), new Outcome(exchange)));
  }

  private static String actor(Exchange exchange) {
    return exchange.asker().actor(exchange.head().remoteAddress());
  }

  private void answer(Exchange exchange, BodyReader body, Runnable change) {
    var _ =
        body.readAll(MAX_REQUEST_BYTES)
            .whenComplete((bytes, failure) -> received(exchange, bytes, failure, change));
  }

  private void received(
      Exchange exchange, @Nullable Body body, @Nullable Throwable failure, Runnable change) {
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
    change.run();
  }

  private record Outcome(Exchange exchange) implements Changes.Outcome<Boolean> {
    @Override
    public void done(Boolean changed) {
      exchange.writer().send(200, exchange.headers(Exchange.JSON), new byte[0]);
    }

    @Override
    public void failed(PredictionException failure) {
      exchange.refuse(Refusal.of(failure));
    }
  }
}
