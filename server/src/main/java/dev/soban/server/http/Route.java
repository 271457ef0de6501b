package dev.soban.server.http;

import dev.soban.server.access.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a path stands for.
 *
 * @param model empty where the path names none
 * @param version number or alias; empty where the path names none
 */
record Route(Endpoint endpoint, String model, String version) {
  /** The things that can be asked, and with which methods. */
  enum Endpoint {
    SERVER_METADATA(Methods.GET),
    LIVE(Methods.GET),
    READY(Methods.GET),
    MODELS(Methods.GET),
    ALL_STATISTICS(Methods.GET),
    MODEL_METADATA(Methods.GET),
    MODEL_READY(Methods.GET),
    MODEL_CONFIG(Methods.GET),
    MODEL_STATISTICS(Methods.GET),
    INFER(Methods.POST),
    REPOSITORY_INDEX(Methods.POST),
    REPOSITORY_LOAD(Methods.POST),
    REPOSITORY_UNLOAD(Methods.POST),
    PREDICTIONS(Methods.POST_PUT);

    private final String allow;

    Endpoint(String allow) {
      this.allow = allow;
    }

    /** As the header Allow lists them. */
    String allow() {
      return allow;
    }

    /** What a key must allow; null for what everybody may ask. */
    @Nullable Scope scope() {
      return switch (this) {
        case LIVE, READY -> null;
        case REPOSITORY_LOAD, REPOSITORY_UNLOAD -> Scope.ADMIN;
        default -> Scope.INFER;
      };
    }

    boolean allows(String method) {
      return switch (method) {
        case "GET", "HEAD" -> allow.equals(Methods.GET);
        case "POST" -> !allow.equals(Methods.GET);
        case "PUT" -> allow.equals(Methods.POST_PUT);
        default -> false;
      };
    }
  }

  private static final class Methods {
    static final String GET = "GET, HEAD";
    static final String POST = "POST";
    static final String POST_PUT = "POST, PUT";
  }

  /** The route of a path, or null when there is none. */
  static @Nullable Route of(List<String> path) {
    return switch (path.getFirst()) {
      case "v2" -> protocol(path);
      case "predictions" -> predictions(path);
      default -> null;
    };
  }

  private static @Nullable Route predictions(List<String> path) {
    return switch (path.size()) {
      case 2 -> named(Endpoint.PREDICTIONS, path.get(1), "");
      case 3 ->
          path.get(2).isEmpty() ? null : named(Endpoint.PREDICTIONS, path.get(1), path.get(2));
      default -> null;
    };
  }

  private static @Nullable Route protocol(List<String> path) {
    if (path.size() == 1) {
      return unnamed(Endpoint.SERVER_METADATA);
    }
    return switch (path.get(1)) {
      case "health" -> health(path);
      case "models" -> models(path);
      case "repository" -> repository(path);
      default -> null;
    };
  }

  private static @Nullable Route health(List<String> path) {
    if (path.size() != 3) {
      return null;
    }
    return switch (path.get(2)) {
      case "live" -> unnamed(Endpoint.LIVE);
      case "ready" -> unnamed(Endpoint.READY);
      default -> null;
    };
  }

  private static @Nullable Route repository(List<String> path) {
    if (path.size() == 3 && path.get(2).equals("index")) {
      return unnamed(Endpoint.REPOSITORY_INDEX);
    }
    if (path.size() != 5 || !path.get(2).equals("models")) {
      return null;
    }
    return switch (path.get(4)) {
      case "load" -> named(Endpoint.REPOSITORY_LOAD, path.get(3), "");
      case "unload" -> named(Endpoint.REPOSITORY_UNLOAD, path.get(3), "");
      default -> null;
    };
  }

  private static @Nullable Route models(List<String> path) {
    int size = path.size();
    if (size == 2) {
      return unnamed(Endpoint.MODELS);
    }
    String model = path.get(2);
    if (size == 3) {
      return model.equals("stats")
          ? unnamed(Endpoint.ALL_STATISTICS)
          : named(Endpoint.MODEL_METADATA, model, "");
    }
    if (size == 4) {
      return ofModel(model, "", path.get(3));
    }
    if (!path.get(3).equals("versions") || path.get(4).isEmpty() || size > 6) {
      return null;
    }
    return size == 5
        ? named(Endpoint.MODEL_METADATA, model, path.get(4))
        : ofModel(model, path.get(4), path.get(5));
  }

  private static @Nullable Route ofModel(String model, String version, String what) {
    return switch (what) {
      case "infer" -> named(Endpoint.INFER, model, version);
      case "ready" -> named(Endpoint.MODEL_READY, model, version);
      case "config" -> named(Endpoint.MODEL_CONFIG, model, version);
      case "stats" -> named(Endpoint.MODEL_STATISTICS, model, version);
      default -> null;
    };
  }

  private static Route unnamed(Endpoint endpoint) {
    return new Route(endpoint, "", "");
  }

  private static @Nullable Route named(Endpoint endpoint, String model, String version) {
    return model.isEmpty() ? null : new Route(endpoint, model, version);
  }
}
