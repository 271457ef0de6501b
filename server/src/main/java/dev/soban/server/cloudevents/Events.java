package dev.soban.server.cloudevents;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.net.HeaderName;
import dev.soban.net.server.BodyReader;
import dev.soban.server.call.Call;
import dev.soban.server.call.IncomingCall;
import dev.soban.server.call.JsonCall;
import dev.soban.server.call.MediaType;
import dev.soban.server.http.Endpoint;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.Inferences;
import dev.soban.server.http.Route;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.transport.Refusal;
import dev.soban.server.transport.RequestIds;

/** Lets calls come as events too: those are unwrapped, and their answers wrapped. Thread-safe. */
public final class Events {
  private final Inferences inferences;
  private final RequestIds ids;
  private final JsonStreams json;

  public Events(Inferences inferences, RequestIds ids, JsonStreams json) {
    this.inferences = inferences;
    this.ids = ids;
    this.json = json;
  }

  /** Answers events with events, and everything else as it is. */
  public Endpoint.Answering by(JsonCall.Reader reader) {
    return (exchange, route, body) -> answer(exchange, route, body, reader);
  }

  private void answer(Exchange exchange, Route route, BodyReader body, JsonCall.Reader reader) {
    EventMode mode = EventMode.of(exchange.head().headers());
    switch (mode) {
      case NONE -> inferences.start(exchange, route, reader, body);
      case BATCHED ->
          exchange.refuse(
              Refusal.unsupportedMediaType(
                  "content-type: batches of events are not offered (expected: one event, as "
                      + EventMode.STRUCTURED_TYPE
                      + " or with ce- headers)"));
      case BINARY, STRUCTURED -> {
        EventReply reply = new EventReply(mode, ids.of(null), route.model());
        exchange.errorStyle(reply);
        if (mode == EventMode.BINARY) {
          reply.to(BinaryEvent.read(exchange.head().headers()));
          checkData(exchange);
        }
        inferences.start(
            exchange, route, incoming -> unwrapped(incoming, mode, reader, reply), body);
      }
    }
  }

  private static void checkData(Exchange exchange) {
    String given = exchange.head().headers().get(HeaderName.CONTENT_TYPE);
    if (given != null && !MediaType.json(MediaType.of(given))) {
      throw new InvalidInput(
          "content-type: " + given + " (expected: application/json, the event's data)");
    }
  }

  private Call unwrapped(
      IncomingCall incoming, EventMode mode, JsonCall.Reader reader, EventReply reply) {
    if (mode == EventMode.BINARY) {
      return new EventCall(reader.read(incoming), reply);
    }
    StructuredEvent structured = StructuredEvent.read(incoming.body(), json);
    reply.to(structured.event());
    IncomingCall data = new IncomingCall(incoming.head(), structured.data(), incoming.served());
    return new EventCall(reader.read(data), reply);
  }
}
