package dev.soban.cli.serve;

import dev.soban.repository.server.ServerSettings;
import dev.soban.repository.server.Variables;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Overlay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code soban serve}; over variables, over the file, over defaults. */
final class ServeOptions {
  private static final String CONFIG_VARIABLE = "SOBAN_CONFIG";

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "Folder of models (default: ./models, else the examples).")
  @Nullable String models;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "Where clients ask (default: 127.0.0.1:8000); port 0 is any free one.")
  @Nullable String http;

  @Option(
      names = "--grpc",
      paramLabel = "HOST:PORT",
      description = "The same over gRPC (default: 127.0.0.1:8001); off for none.")
  @Nullable String grpc;

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = "Metrics, health and changes (default: 127.0.0.1:8002).")
  @Nullable String admin;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A soban.yaml; SOBAN_* variables and flags go over it.")
  @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The process's own files (default: ./.soban).")
  @Nullable String data;

  @Option(names = "--strict", description = "End with exit code 1 when a model cannot be loaded.")
  boolean strict;

  @Option(names = "--json", description = "Print the table of the start as JSON.")
  boolean json;

  /**
   * @throws ConfigException with every problem of file, variables and flags
   */
  ServerSettings settings(Map<String, String> environment) throws ConfigException {
    List<Overlay> overlays = new ArrayList<>(Variables.overlays(environment));
    add("models", "--models", models, overlays);
    add("http.listen", "--http", http, overlays);
    add("grpc.listen", "--grpc", grpc, overlays);
    add("admin.listen", "--admin", admin, overlays);
    add("data", "--data", data, overlays);
    if (strict) {
      overlays.add(new Overlay("strict", "true", "--strict"));
    }
    return ServerSettings.read(file(environment), overlays);
  }

  private @Nullable Path file(Map<String, String> environment) {
    String variable = environment.get(CONFIG_VARIABLE);
    return config != null || variable == null || variable.isBlank() ? config : Path.of(variable);
  }

  private static void add(String key, String flag, @Nullable String text, List<Overlay> overlays) {
    if (text != null) {
      overlays.add(new Overlay(key, text, flag));
    }
  }
}
