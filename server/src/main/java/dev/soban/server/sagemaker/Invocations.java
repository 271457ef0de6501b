package dev.soban.server.sagemaker;

import static dev.soban.server.http.Endpoint.Methods.POST;

import dev.soban.net.HeaderName;
import dev.soban.net.server.BodyReader;
import dev.soban.server.call.CallReader;
import dev.soban.server.http.Endpoint;
import dev.soban.server.http.ErrorStyle;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.Inferences;
import dev.soban.server.http.Route;
import dev.soban.server.http.RouteFamily;
import dev.soban.server.transport.Refusal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /invocations}: a prediction by the model that the request names, or by the usual one. */
public final class Invocations implements RouteFamily {
  private static final HeaderName ACCEPT = HeaderName.of("accept");
  private static final HeaderName CUSTOM_ATTRIBUTES =
      HeaderName.of("x-amzn-sagemaker-custom-attributes");

  private final TargetModel target;
  private final Inferences inferences;
  private final CallReader predictions;
  private final CallReader predictionsInCsv;
  private final Endpoint endpoint;

  public Invocations(TargetModel target, Inferences inferences, CallReader predictions) {
    this.target = target;
    this.inferences = inferences;
    this.predictions = predictions;
    this.predictionsInCsv = incoming -> CsvCall.of(predictions.read(incoming), incoming.served());
    this.endpoint = Endpoint.of(POST, ErrorStyle.CODED, this::answer);
  }

  @Override
  public @Nullable Route route(String method, List<String> path) {
    return path.size() == 1 ? Route.to(endpoint) : null;
  }

  private void answer(Exchange exchange, Route route, BodyReader body) {
    String attributes = exchange.head().headers().get(CUSTOM_ATTRIBUTES);
    if (attributes != null) {
      exchange.mark(CUSTOM_ATTRIBUTES, attributes);
    }
    String accepted = exchange.head().headers().get(ACCEPT);
    Optional<AnswerForm> form = AnswerForm.of(accepted);
    if (form.isEmpty()) {
      exchange.refuse(
          Refusal.notAcceptable(
              "accept: " + accepted + " (expected: application/json, text/csv or */*)"));
      return;
    }
    CallReader reader = form.get() == AnswerForm.CSV ? predictionsInCsv : predictions;
    inferences.start(exchange, target.of(route, exchange.head()), reader, body);
  }
}
