package dev.soban.server.admin;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Failures;
import dev.soban.net.server.BodyReader;
import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.ResponseWriter;
import dev.soban.server.access.Access;
import dev.soban.server.access.AccessRefused;
import dev.soban.server.access.Scope;
import dev.soban.server.http.Exchange;
import dev.soban.server.transport.Refusal;
import dev.soban.server.transport.TransportObserver;
import org.jspecify.annotations.Nullable;

/**
 * The admin port: metrics, health, what is loaded, and changes to that. Health is open to all;
 * metrics take any key or this machine; the rest takes the right to change. Thread-safe.
 */
public final class AdminHttp implements HttpHandler {
  private static final Refusal NO_PATH =
      Refusal.notFound(
          "no such path (expected: /metrics, /health/live, /health/ready, /admin/models,"
              + " /admin/stack/{model}, /admin/models/{model}/versions/{version}:load, :unload or"
              + " /pin, /cache or /cache:prewarm, /admin/models/{model}/aliases/{alias} or :rollback, /admin/reload;"
              + " inference has a port of its own)");

  private final Exchange.Tools tools;
  private final Access access;
  private final AdminDocuments documents;
  private final AdminChanges changes;
  private final CacheChanges caches;

  public AdminHttp(AdminSurroundings surroundings) {
    tools = Exchange.Tools.of(surroundings.ids(), surroundings.ticker(), new Uncounted());
    access = surroundings.access();
    documents =
        new AdminDocuments(surroundings.models(), surroundings.readiness(), surroundings.metrics());
    changes = new AdminChanges(surroundings.models(), surroundings.changes());
    caches =
        new CacheChanges(surroundings.models(), surroundings.changes(), surroundings.prewarming());
  }

  @Override
  public void handle(RequestHead head, BodyReader body, ResponseWriter response) {
    Exchange exchange = new Exchange(head, response, tools);
    try {
      route(exchange, body);
    } catch (AccessRefused refused) {
      exchange.refuse(Refusal.of(refused));
    } catch (RuntimeException e) {
      exchange.refuse(Refusal.of(Failures.of(e)));
    }
  }

  private void route(Exchange exchange, BodyReader body) {
    AdminPath path = AdminPath.of(exchange.head().segments());
    String method = exchange.head().method();
    if (path == null) {
      exchange.refuse(NO_PATH);
    } else if (path.kind().allows(method)) {
      admit(exchange, path.kind());
      answer(exchange, path, body);
    } else {
      exchange.refuse(Refusal.methodNotAllowed(method, path.kind().allow()));
    }
  }

  private void admit(Exchange exchange, AdminPath.Kind kind) {
    switch (kind) {
      case LIVE, READY -> {}
      case METRICS -> access.admitToMetrics(exchange.head());
      default -> exchange.askedBy(access.admit(exchange.head(), Scope.ADMIN));
    }
  }

  private void answer(Exchange exchange, AdminPath path, BodyReader body) {
    switch (path.kind()) {
      case METRICS -> documents.metrics(exchange);
      case LIVE -> documents.live(exchange);
      case READY -> documents.ready(exchange);
      case MODELS -> documents.models(exchange);
      case STACK -> documents.stack(exchange, path);
      case LOAD -> changes.load(exchange, path);
      case UNLOAD -> changes.unload(exchange, path);
      case PIN -> changes.pin(exchange, path, exchange.head().method().equals("PUT"));
      case CACHE -> caches.clear(exchange, path);
      case CACHE_PREWARM -> caches.prewarm(exchange, path, body);
      case ALIAS -> changes.alias(exchange, path, body);
      case ROLLBACK -> changes.rollback(exchange, path);
      case RELOAD -> changes.reload(exchange);
    }
  }

  /** The metrics count inference; what operators ask is none. */
  private static final class Uncounted implements TransportObserver {
    @Override
    public void encoded(ModelVersion model, long elapsedNanos) {}

    @Override
    public void refused(@Nullable ModelVersion model, String reason) {}
  }
}
