package dev.soban.server.torchserve;

import static dev.soban.server.http.Endpoint.Methods.CHANGES;
import static dev.soban.server.http.Endpoint.Methods.GET;
import static dev.soban.server.http.Endpoint.Methods.OPTIONS;
import static dev.soban.server.http.Endpoint.Methods.POST;
import static dev.soban.server.http.Endpoint.Methods.POST_PUT;

import dev.soban.core.predict.PredictionException.Unsupported;
import dev.soban.net.server.BodyReader;
import dev.soban.server.http.Endpoint;
import dev.soban.server.http.ErrorStyle;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.Route;
import dev.soban.server.http.RouteFamily;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /predictions}, {@code /explanations}, {@code /models}, {@code /ping} and {@code
 * /api-description}. What changes models is refused, with the way to do it here.
 */
public final class TorchServeRoutes implements RouteFamily {
  private final Endpoint predictions;
  private final Endpoint explanations;
  private final Endpoint ping;
  private final Endpoint apiDescription;
  private final Endpoint apiOptions;
  private final Endpoint models;
  private final Endpoint model;
  private final Endpoint allVersions;
  private final Endpoint changes;

  /**
   * What is told of the server and its models.
   *
   * @param ping whether it is well
   * @param apiDescription what can be asked
   */
  public record Told(
      Endpoint.Answering ping, Endpoint.Answering apiDescription, ModelDescriptions models) {}

  /**
   * @param predicting answers predictions
   */
  public TorchServeRoutes(Told told, Endpoint.Answering predicting, ErrorStyle errors) {
    predictions = Endpoint.of(POST_PUT, errors, predicting);
    explanations = Endpoint.of(POST_PUT, errors, TorchServeRoutes::refuseExplaining);
    ping = new Endpoint(GET, null, errors, told.ping());
    apiDescription = Endpoint.of(GET, errors, told.apiDescription());
    apiOptions = Endpoint.of(OPTIONS, errors, told.apiDescription());
    models = Endpoint.of(GET, errors, told.models()::list);
    model = Endpoint.of(GET, errors, told.models()::describe);
    allVersions = Endpoint.of(GET, errors, told.models()::describeAll);
    changes = Endpoint.of(CHANGES, errors, TorchServeRoutes::refuseChanging);
  }

  private static void refuseExplaining(Exchange exchange, Route route, BodyReader body) {
    throw new Unsupported("explanations are not offered (expected: /predictions/{model})");
  }

  private static void refuseChanging(Exchange exchange, Route route, BodyReader body) {
    throw new Unsupported(
        "models are not changed on this port (expected: a model is registered by putting it into"
            + " the models folder; on the admin port, POST"
            + " /admin/models/{model}/versions/{version}:load or :unload, PUT"
            + " /admin/models/{model}/aliases/champion for set-default, POST /admin/reload)");
  }

  @Override
  public @Nullable Route route(String method, List<String> path) {
    return switch (path.getFirst()) {
      case "predictions" -> versioned(predictions, path);
      case "explanations" -> versioned(explanations, path);
      case "ping" -> alone(ping, path);
      case "api-description" -> alone(apiDescription, path);
      case "" -> method.equals("OPTIONS") ? alone(apiOptions, path) : null;
      case "models" -> CHANGES.contain(method) ? change(method, path) : models(path);
      default -> null;
    };
  }

  private static @Nullable Route alone(Endpoint endpoint, List<String> path) {
    return path.size() == 1 ? Route.to(endpoint) : null;
  }

  private static @Nullable Route versioned(Endpoint endpoint, List<String> path) {
    return switch (path.size()) {
      case 2 -> Route.to(endpoint, path.get(1), "");
      case 3 -> path.get(2).isEmpty() ? null : Route.to(endpoint, path.get(1), path.get(2));
      default -> null;
    };
  }

  private @Nullable Route models(List<String> path) {
    return switch (path.size()) {
      case 1 -> Route.to(models);
      case 2 -> Route.to(model, path.get(1), "");
      case 3 ->
          path.get(2).equals("all")
              ? Route.to(allVersions, path.get(1), "")
              : versioned(model, path);
      default -> null;
    };
  }

  /** {@code POST /models/{m}/invoke} is how DJL Serving and SageMaker ask one of several models. */
  private @Nullable Route change(String method, List<String> path) {
    if (path.size() == 3 && path.get(2).equals("invoke") && POST.contain(method)) {
      return Route.to(predictions, path.get(1), "");
    }
    boolean setsDefault = path.size() == 4 && path.get(3).equals("set-default");
    return path.size() <= 3 || setsDefault ? Route.to(changes) : null;
  }
}
