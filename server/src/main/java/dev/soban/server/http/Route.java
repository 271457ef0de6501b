package dev.soban.server.http;

import org.jspecify.annotations.Nullable;

/**
 * What a path stands for.
 *
 * @param model empty where the path names none
 * @param version number or alias; empty where the path names none
 */
public record Route(Endpoint endpoint, String model, String version) {
  /** Of a path that names no model. */
  public static Route to(Endpoint endpoint) {
    return new Route(endpoint, "", "");
  }

  /** Null where the path leaves the model's name empty. */
  public static @Nullable Route to(Endpoint endpoint, String model, String version) {
    return model.isEmpty() ? null : new Route(endpoint, model, version);
  }
}
