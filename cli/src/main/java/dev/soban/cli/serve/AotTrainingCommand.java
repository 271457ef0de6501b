package dev.soban.cli.serve;

import dev.soban.cli.Surroundings;
import dev.soban.repository.server.ServerSettings;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Overlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Serves the bundled examples for a moment and asks them what clients ask, so that the JVM learns
 * what a start needs. The launcher runs it to make the ahead-of-time cache.
 */
@Command(name = "aot-training", hidden = true, description = "Makes starts faster.")
public final class AotTrainingCommand implements Callable<Integer> {
  private static final String ORIGIN = "aot-training";
  private static final List<String> DATA_FILES = List.of("state.json", "audit.jsonl", "lock");

  private final Surroundings surroundings;

  public AotTrainingCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    Path data = Files.createTempDirectory("soban-aot-training");
    try {
      return train(settings(data));
    } finally {
      for (String file : DATA_FILES) {
        Files.deleteIfExists(data.resolve(file));
      }
      Files.deleteIfExists(data);
    }
  }

  private static ServerSettings settings(Path data) throws ConfigException {
    return ServerSettings.read(
        null,
        List.of(
            new Overlay("http.listen", "127.0.0.1:0", ORIGIN),
            new Overlay("grpc.listen", "127.0.0.1:0", ORIGIN),
            new Overlay("admin.listen", "127.0.0.1:0", ORIGIN),
            new Overlay("data", data.toString(), ORIGIN),
            new Overlay("shutdown.grace", "0s", ORIGIN),
            new Overlay("shutdown.drain", "5s", ORIGIN)));
  }

  private int train(ServerSettings settings) {
    Termination termination = new Termination();
    TrainingRequests requests = TrainingRequests.ofExamples(surroundings.bundled());
    return new ServeRun(surroundings, settings, termination, StartUpReport.Form.TABLE)
        .run(
            wiring -> {
              requests.sendTo(wiring.httpAddress(), wiring.adminAddress());
              wiring.grpcAddress().ifPresent(GrpcTrainingRequests::sendTo);
              termination.ask();
            });
  }
}
