package dev.soban.cli.serve;

import dev.soban.cli.CommandFailure;
import dev.soban.cli.Surroundings;
import dev.soban.repository.server.ServerSettings;
import dev.soban.repository.yaml.ConfigException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Serves the models of a folder until it is told to end. */
@Command(
    name = "serve",
    description = {
      "Serves the models of a folder over HTTP and gRPC until SIGTERM or Ctrl-C.",
      "Exit code 0: ended as asked; 1: failed; 2: wrong flag, setting or port."
    },
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  soban serve",
      "  soban serve --config soban.yaml --strict",
      "  SOBAN_LOGGING_FORMAT=json soban serve",
      "  SOBAN_ACCESS_ANONYMOUS=always soban serve --http 0.0.0.0:8000",
    })
public final class ServeCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin ServeOptions options = new ServeOptions();

  public ServeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    ServerSettings settings = settings();
    StartUpReport.Form form = options.json ? StartUpReport.Form.JSON : StartUpReport.Form.TABLE;
    return new ServeRun(surroundings, settings, new Termination(), form).run(any -> {});
  }

  private ServerSettings settings() {
    try {
      ServerSettings settings = options.settings(surroundings.environment());
      if (options.data != null) {
        DataFolder.check(settings.data());
      }
      return settings;
    } catch (ConfigException e) {
      throw CommandFailure.usage(e.getMessage());
    }
  }
}
