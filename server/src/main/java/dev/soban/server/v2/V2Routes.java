package dev.soban.server.v2;

import static dev.soban.server.http.Endpoint.Methods.GET;
import static dev.soban.server.http.Endpoint.Methods.POST;

import dev.soban.core.predict.PredictionException.Unsupported;
import dev.soban.net.server.BodyReader;
import dev.soban.server.access.Scope;
import dev.soban.server.control.RepositoryChanges;
import dev.soban.server.http.Endpoint;
import dev.soban.server.http.ErrorStyle;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.Route;
import dev.soban.server.http.RouteFamily;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything below {@code /v2}. */
public final class V2Routes implements RouteFamily {
  private final Endpoint server;
  private final Endpoint live;
  private final Endpoint ready;
  private final Endpoint models;
  private final Endpoint metadata;
  private final Endpoint modelReady;
  private final Endpoint config;
  private final Endpoint statistics;
  private final Endpoint infer;
  private final Endpoint index;
  private final Endpoint load;
  private final Endpoint unload;

  /**
   * @param inferring answers infer requests
   * @param control empty when models are not loaded and unloaded over the protocol
   */
  public V2Routes(
      ModelDocuments documents, Endpoint.Answering inferring, Optional<RepositoryControl> control) {
    server = told(documents::server);
    live = new Endpoint(GET, null, ErrorStyle.TEXT, documents::live);
    ready = new Endpoint(GET, null, ErrorStyle.TEXT, documents::ready);
    models = told(documents::models);
    metadata = told(documents::metadata);
    modelReady = told(documents::modelReady);
    config = told(documents::config);
    statistics = told(documents::statistics);
    infer = Endpoint.of(POST, ErrorStyle.TEXT, inferring);
    index = Endpoint.of(POST, ErrorStyle.TEXT, documents::index);
    Endpoint.Answering refusing = V2Routes::refuseControl;
    load = change(control.<Endpoint.Answering>map(it -> it::load).orElse(refusing));
    unload = change(control.<Endpoint.Answering>map(it -> it::unload).orElse(refusing));
  }

  private static Endpoint told(Endpoint.Answering answering) {
    return Endpoint.of(GET, ErrorStyle.TEXT, answering);
  }

  private static Endpoint change(Endpoint.Answering answering) {
    return new Endpoint(POST, Scope.ADMIN, ErrorStyle.TEXT, answering);
  }

  private static void refuseControl(Exchange exchange, Route route, BodyReader body) {
    throw new Unsupported(RepositoryChanges.NOT_OFFERED);
  }

  @Override
  public @Nullable Route route(String method, List<String> path) {
    if (path.size() == 1) {
      return Route.to(server);
    }
    return switch (path.get(1)) {
      case "health" -> health(path);
      case "models" -> models(path);
      case "repository" -> repository(path);
      default -> null;
    };
  }

  private @Nullable Route health(List<String> path) {
    if (path.size() != 3) {
      return null;
    }
    return switch (path.get(2)) {
      case "live" -> Route.to(live);
      case "ready" -> Route.to(ready);
      default -> null;
    };
  }

  private @Nullable Route repository(List<String> path) {
    if (path.size() == 3 && path.get(2).equals("index")) {
      return Route.to(index);
    }
    if (path.size() != 5 || !path.get(2).equals("models")) {
      return null;
    }
    return switch (path.get(4)) {
      case "load" -> Route.to(load, path.get(3), "");
      case "unload" -> Route.to(unload, path.get(3), "");
      default -> null;
    };
  }

  private @Nullable Route models(List<String> path) {
    int size = path.size();
    if (size == 2) {
      return Route.to(models);
    }
    String model = path.get(2);
    if (size == 3) {
      return model.equals("stats") ? Route.to(statistics) : Route.to(metadata, model, "");
    }
    if (size == 4) {
      return ofModel(model, "", path.get(3));
    }
    if (!path.get(3).equals("versions") || path.get(4).isEmpty() || size > 6) {
      return null;
    }
    return size == 5
        ? Route.to(metadata, model, path.get(4))
        : ofModel(model, path.get(4), path.get(5));
  }

  private @Nullable Route ofModel(String model, String version, String what) {
    return switch (what) {
      case "infer" -> Route.to(infer, model, version);
      case "ready" -> Route.to(modelReady, model, version);
      case "config" -> Route.to(config, model, version);
      case "stats" -> Route.to(statistics, model, version);
      default -> null;
    };
  }
}
