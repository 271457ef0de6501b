package dev.soban.server.http;

import dev.soban.core.predict.Failures;
import dev.soban.net.server.BodyReader;
import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.ResponseWriter;
import dev.soban.server.access.Access;
import dev.soban.server.access.AccessRefused;
import dev.soban.server.transport.Refusal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The inference port: finds the route, lets in who may ask, and passes on. Thread-safe. */
public final class InferenceHttp implements HttpHandler {
  private final Access access;
  private final Exchange.Tools tools;
  private final Map<String, RouteFamily> families;

  /**
   * @param families by the first segment of their paths
   */
  public InferenceHttp(Access access, Exchange.Tools tools, Map<String, RouteFamily> families) {
    this.access = access;
    this.tools = tools;
    this.families = Map.copyOf(families);
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
    String method = exchange.head().method();
    Route route = route(method, exchange.head().segments());
    if (route == null) {
      exchange.refuse(Refusal.NOT_FOUND);
      return;
    }
    Endpoint endpoint = route.endpoint();
    exchange.errorStyle(endpoint.errors());
    if (!endpoint.methods().contain(method)) {
      exchange.refuse(Refusal.methodNotAllowed(method, endpoint.methods().allow()));
      return;
    }
    if (endpoint.scope() != null) {
      exchange.askedBy(access.admit(exchange.head(), endpoint.scope()));
    }
    endpoint.answering().answer(exchange, route, body);
  }

  private @Nullable Route route(String method, List<String> path) {
    RouteFamily family = families.get(path.getFirst());
    return family == null ? null : family.route(method, path);
  }
}
