package dev.soban.server.v1;

import static dev.soban.server.http.Endpoint.Methods.GET;
import static dev.soban.server.http.Endpoint.Methods.POST;

import dev.soban.core.predict.PredictionException.Unsupported;
import dev.soban.net.server.BodyReader;
import dev.soban.server.http.Endpoint;
import dev.soban.server.http.ErrorStyle;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.Route;
import dev.soban.server.http.RouteFamily;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything below {@code /v1}. */
public final class V1Routes implements RouteFamily {
  private final Endpoint models;
  private final Endpoint status;
  private final Endpoint versionStatus;
  private final Endpoint metadata;
  private final Endpoint predict;
  private final Endpoint classify;
  private final Endpoint regress;
  private final Endpoint explain;

  /**
   * What is told of models.
   *
   * @param models lists them
   * @param status of a model as a whole
   * @param versions what TensorFlow Serving tells
   */
  public record Told(
      Endpoint.Answering models, Endpoint.Answering status, VersionDocuments versions) {}

  /** What is asked of models. */
  public record Asked(
      Endpoint.Answering predict, Endpoint.Answering classify, Endpoint.Answering regress) {}

  public V1Routes(Told told, Asked asked) {
    models = Endpoint.of(GET, ErrorStyle.TEXT, told.models());
    status = Endpoint.of(GET, ErrorStyle.TEXT, told.status());
    versionStatus = Endpoint.of(GET, ErrorStyle.TEXT, told.versions()::status);
    metadata = Endpoint.of(GET, ErrorStyle.TEXT, told.versions()::metadata);
    predict = Endpoint.of(POST, ErrorStyle.TEXT, asked.predict());
    classify = Endpoint.of(POST, ErrorStyle.TEXT, asked.classify());
    regress = Endpoint.of(POST, ErrorStyle.TEXT, asked.regress());
    explain = Endpoint.of(POST, ErrorStyle.TEXT, V1Routes::refuseExplaining);
  }

  private static void refuseExplaining(Exchange exchange, Route route, BodyReader body) {
    throw new Unsupported("explaining is not offered (expected: :predict, :classify or :regress)");
  }

  @Override
  public @Nullable Route route(String method, List<String> path) {
    if (path.size() < 2 || !path.get(1).equals("models")) {
      return null;
    }
    return switch (path.size()) {
      case 2 -> Route.to(models);
      case 3 -> ofModel(path.get(2));
      case 4 -> path.get(3).equals("metadata") ? Route.to(metadata, path.get(2), "") : null;
      case 5 -> namesVersion(path) ? ofVersion(path.get(2), path.get(4)) : null;
      case 6 ->
          namesVersion(path) && path.get(5).equals("metadata") && !path.get(4).isEmpty()
              ? Route.to(metadata, path.get(2), path.get(4))
              : null;
      default -> null;
    };
  }

  /** A label is what is called an alias here. */
  private static boolean namesVersion(List<String> path) {
    return path.get(3).equals("versions") || path.get(3).equals("labels");
  }

  private @Nullable Route ofModel(String last) {
    int colon = last.lastIndexOf(':');
    if (colon < 0) {
      return Route.to(status, last, "");
    }
    Endpoint endpoint = asked(last.substring(colon + 1));
    return endpoint == null ? null : Route.to(endpoint, last.substring(0, colon), "");
  }

  private @Nullable Route ofVersion(String model, String last) {
    int colon = last.lastIndexOf(':');
    String version = colon < 0 ? last : last.substring(0, colon);
    Endpoint endpoint = colon < 0 ? versionStatus : asked(last.substring(colon + 1));
    return endpoint == null || version.isEmpty() ? null : Route.to(endpoint, model, version);
  }

  private @Nullable Endpoint asked(String verb) {
    return switch (verb) {
      case "predict" -> predict;
      case "classify" -> classify;
      case "regress" -> regress;
      case "explain" -> explain;
      default -> null;
    };
  }
}
