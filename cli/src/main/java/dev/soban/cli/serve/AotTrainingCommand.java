package dev.soban.cli.serve;

import dev.soban.cli.Surroundings;
import dev.soban.repository.server.ServerSettings;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Overlay;
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
  private static final List<Overlay> SETTINGS =
      List.of(
          new Overlay("http.listen", "127.0.0.1:0", ORIGIN),
          new Overlay("admin.listen", "127.0.0.1:0", ORIGIN),
          new Overlay("shutdown.grace", "0s", ORIGIN),
          new Overlay("shutdown.drain", "5s", ORIGIN));

  private final Surroundings surroundings;

  public AotTrainingCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException {
    Termination termination = new Termination();
    TrainingRequests requests = TrainingRequests.ofExamples(surroundings.bundled());
    return new ServeRun(
            surroundings,
            ServerSettings.read(null, SETTINGS),
            termination,
            StartUpReport.Form.TABLE)
        .run(
            wiring -> {
              requests.sendTo(wiring.httpAddress(), wiring.adminAddress());
              termination.ask();
            });
  }
}
