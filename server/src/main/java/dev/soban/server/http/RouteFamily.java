package dev.soban.server.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes of one kind of server, as its clients know them. Thread-safe. */
@FunctionalInterface
public interface RouteFamily {
  /**
   * What a path stands for, or null when it stands for nothing.
   *
   * @param method for paths that stand for different things by it
   * @param path its decoded segments, one at least
   */
  @Nullable Route route(String method, List<String> path);
}
