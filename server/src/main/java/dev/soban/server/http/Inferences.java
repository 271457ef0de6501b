package dev.soban.server.http;

import dev.soban.core.lifecycle.Lease;
import dev.soban.core.predict.PredictionException.Unavailable;
import dev.soban.net.server.BodyReader;
import dev.soban.server.call.CallReader;
import dev.soban.server.document.ModelDirectory;

/** Lets models answer: holds the version that is asked, counts the request in and starts it. */
public final class Inferences {
  private final HttpSurroundings surroundings;
  private final ModelDirectory models;
  private final Inference.Surroundings inference;

  public Inferences(HttpSurroundings surroundings, HttpLimits limits, Exchange.Tools tools) {
    this.surroundings = surroundings;
    this.models = new ModelDirectory(surroundings.models());
    this.inference = new Inference.Surroundings(surroundings, limits, tools.sinks());
  }

  /** Answers with what the model says to what the reader makes of the body. */
  public Endpoint.Answering by(CallReader reader) {
    return (exchange, route, body) -> start(exchange, route, reader, body);
  }

  /**
   * Starts one; it answers the exchange by itself.
   *
   * @throws dev.soban.core.predict.PredictionException when the model cannot be asked
   */
  public void start(Exchange exchange, Route route, CallReader reader, BodyReader body) {
    Lease lease = models.acquire(route.model(), route.version());
    exchange.concerns(lease.served().id());
    if (!surroundings.readiness().enter()) {
      lease.close();
      throw new Unavailable("the server is shutting down; try another one");
    }
    new Inference(exchange, lease, reader, inference).start(body);
  }
}
