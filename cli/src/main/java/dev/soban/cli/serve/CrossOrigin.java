package dev.soban.cli.serve;

import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.cors.CorsHandler;
import dev.soban.net.server.cors.CorsPolicy;
import dev.soban.repository.server.CorsSettings;
import java.util.Optional;

/** Puts what other origins may do above a handler, where the settings say so. */
final class CrossOrigin {
  private CrossOrigin() {}

  static HttpHandler above(HttpHandler handler, Optional<CorsSettings> settings) {
    return settings
        .<HttpHandler>map(cors -> new CorsHandler(policy(cors), handler))
        .orElse(handler);
  }

  private static CorsPolicy policy(CorsSettings settings) {
    return new CorsPolicy(
        settings.origins(),
        settings.methods(),
        settings.headers(),
        settings.exposedHeaders(),
        settings.maxAge(),
        settings.credentials());
  }
}
