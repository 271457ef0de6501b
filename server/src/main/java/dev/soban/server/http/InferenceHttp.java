package dev.soban.server.http;

import dev.soban.core.lifecycle.Lease;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.PredictionException.Unavailable;
import dev.soban.core.predict.PredictionException.Unsupported;
import dev.soban.net.server.BodyReader;
import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.ResponseWriter;
import dev.soban.server.access.AccessRefused;
import dev.soban.server.access.Scope;
import dev.soban.server.call.CallReader;
import dev.soban.server.control.RepositoryChanges;
import dev.soban.server.document.ModelDirectory;
import dev.soban.server.json.HeapRoom;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.oip.InferCalls;
import dev.soban.server.predictions.PredictionCalls;
import dev.soban.server.transport.FailureLog;
import dev.soban.server.transport.Refusal;
import java.util.Optional;

/** The inference port: the Open Inference Protocol and {@code /predictions}. Thread-safe. */
public final class InferenceHttp implements HttpHandler {
  private final HttpSurroundings surroundings;
  private final Exchange.Tools tools;
  private final Inference.Surroundings inference;
  private final ModelDirectory models;
  private final ModelDocuments documents;
  private final Optional<RepositoryControl> repository;
  private final CallReader inferCalls;
  private final CallReader predictionCalls;

  /**
   * @param version of the program, for the server's metadata
   */
  public InferenceHttp(HttpSurroundings surroundings, HttpLimits limits, String version) {
    JsonStreams json = new JsonStreams(limits.jsonStringLength());
    HeapRoom room = new HeapRoom(limits.heapBytes());
    Sinks sinks = new Sinks(room);
    InferCalls calls = new InferCalls(json, surroundings.memory());
    this.surroundings = surroundings;
    this.tools =
        new Exchange.Tools(
            surroundings.ids(),
            json,
            sinks,
            new FailureLog(surroundings.ticker()),
            surroundings.observer());
    this.inference = new Inference.Surroundings(surroundings, limits, sinks);
    this.models = new ModelDirectory(surroundings.models());
    this.documents = new ModelDocuments(surroundings, json, version);
    this.repository =
        surroundings
            .changes()
            .map(changes -> new RepositoryChanges(surroundings.models(), changes))
            .map(changes -> new RepositoryControl(changes, json));
    this.inferCalls = calls;
    this.predictionCalls = new PredictionCalls(json, surroundings.memory(), calls, room);
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
    Route route = Route.of(exchange.head().segments());
    if (route == null) {
      exchange.refuse(Refusal.NOT_FOUND);
      return;
    }
    if (route.endpoint() == Route.Endpoint.PREDICTIONS) {
      exchange.errorStyle(ErrorStyle.TORCH_SERVE);
    }
    if (!route.endpoint().allows(exchange.head().method())) {
      exchange.refuse(Refusal.methodNotAllowed(exchange.head().method(), route.endpoint().allow()));
      return;
    }
    Scope scope = route.endpoint().scope();
    if (scope != null) {
      exchange.askedBy(surroundings.access().admit(exchange.head(), scope));
    }
    switch (route.endpoint()) {
      case INFER -> infer(exchange, route, inferCalls, body);
      case PREDICTIONS -> infer(exchange, route, predictionCalls, body);
      case REPOSITORY_LOAD, REPOSITORY_UNLOAD -> control(exchange, route, body);
      default -> documents.answer(exchange, route, body);
    }
  }

  private void control(Exchange exchange, Route route, BodyReader body) {
    if (repository.isEmpty()) {
      throw new Unsupported(RepositoryChanges.NOT_OFFERED);
    }
    repository.get().answer(exchange, route, body);
  }

  private void infer(Exchange exchange, Route route, CallReader reader, BodyReader body) {
    Lease lease = models.acquire(route.model(), route.version());
    exchange.concerns(lease.served().id());
    if (!surroundings.readiness().enter()) {
      lease.close();
      throw new Unavailable("the server is shutting down; try another one");
    }
    new Inference(exchange, lease, reader, inference).start(body);
  }
}
