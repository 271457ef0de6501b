package dev.soban.server.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a path of the admin port stands for.
 *
 * @param model empty where the path names none
 * @param detail the version or the alias; empty where the path names none
 */
record AdminPath(Kind kind, String model, String detail) {
  /** The things that can be asked, and with which methods. */
  enum Kind {
    METRICS("GET, HEAD"),
    LIVE("GET, HEAD"),
    READY("GET, HEAD"),
    MODELS("GET, HEAD"),
    STACK("GET, HEAD"),
    LOAD("POST"),
    UNLOAD("POST"),
    PIN("PUT, DELETE"),
    CACHE("DELETE"),
    CACHE_PREWARM("POST"),
    ALIAS("PUT"),
    ROLLBACK("POST"),
    RELOAD("POST");

    private final String allow;

    Kind(String allow) {
      this.allow = allow;
    }

    /** As the header Allow lists them. */
    String allow() {
      return allow;
    }

    boolean allows(String method) {
      return List.of(allow.split(", ")).contains(method);
    }
  }

  /** The meaning of a path, or null when it has none. */
  static @Nullable AdminPath of(List<String> path) {
    return switch (String.join("/", path)) {
      case "metrics" -> unnamed(Kind.METRICS);
      case "health/live" -> unnamed(Kind.LIVE);
      case "health/ready" -> unnamed(Kind.READY);
      case "admin/models" -> unnamed(Kind.MODELS);
      case "admin/reload" -> unnamed(Kind.RELOAD);
      default -> path.getFirst().equals("admin") ? named(path) : null;
    };
  }

  private static @Nullable AdminPath named(List<String> path) {
    int size = path.size();
    if (size < 3 || path.get(2).isEmpty()) {
      return null;
    }
    if (path.get(1).equals("stack")) {
      return size <= 4
          ? new AdminPath(Kind.STACK, path.get(2), size == 3 ? "" : path.get(3))
          : null;
    }
    boolean ofModel = path.get(1).equals("models") && size >= 5 && !path.get(4).isEmpty();
    return ofModel ? ofModel(path) : null;
  }

  private static @Nullable AdminPath ofModel(List<String> path) {
    String model = path.get(2);
    String last = path.get(4);
    if (path.size() == 6) {
      Kind kind = path.get(3).equals("versions") ? ofVersion(path.get(5)) : null;
      return kind == null ? null : new AdminPath(kind, model, last);
    }
    return switch (path.size() > 5 ? "" : path.get(3)) {
      case "versions" -> {
        AdminPath load = asked(Kind.LOAD, ":load", model, last);
        yield load == null ? asked(Kind.UNLOAD, ":unload", model, last) : load;
      }
      case "aliases" -> {
        AdminPath rollback = asked(Kind.ROLLBACK, ":rollback", model, last);
        yield rollback == null ? new AdminPath(Kind.ALIAS, model, last) : rollback;
      }
      default -> null;
    };
  }

  private static @Nullable Kind ofVersion(String part) {
    return switch (part) {
      case "pin" -> Kind.PIN;
      case "cache" -> Kind.CACHE;
      case "cache:prewarm" -> Kind.CACHE_PREWARM;
      default -> null;
    };
  }

  /** The path when its last segment ends so and names something before that. */
  private static @Nullable AdminPath asked(Kind kind, String end, String model, String last) {
    int length = last.length() - end.length();
    return length > 0 && last.endsWith(end)
        ? new AdminPath(kind, model, last.substring(0, length))
        : null;
  }

  private static AdminPath unnamed(Kind kind) {
    return new AdminPath(kind, "", "");
  }
}
