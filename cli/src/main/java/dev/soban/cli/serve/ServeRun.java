package dev.soban.cli.serve;

import dev.soban.cli.CommandFailure;
import dev.soban.cli.ExitCodes;
import dev.soban.cli.Surroundings;
import dev.soban.cli.Version;
import dev.soban.cli.log.LogFinder;
import dev.soban.cli.log.LogOutput;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.repository.server.ServerSettings;
import dev.soban.repository.state.StateFiles;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** One life of the server: start, load, serve, drain, end. */
final class ServeRun {
  private static final System.Logger LOG = System.getLogger(ServeRun.class.getName());

  private final Surroundings surroundings;
  private final ServerSettings settings;
  private final Termination termination;
  private final StartUpReport.Form form;

  ServeRun(
      Surroundings surroundings,
      ServerSettings settings,
      Termination termination,
      StartUpReport.Form form) {
    this.surroundings = surroundings;
    this.settings = settings;
    this.termination = termination;
    this.form = form;
  }

  /**
   * Serves until the end is asked for, and tells the exit code.
   *
   * @param whenReady is told when the models that can be loaded are
   */
  int run(Consumer<Wiring> whenReady) {
    LogFinder.use(log());
    Path root = surroundings.modelsFolder(settings.models());
    try (StateFiles state = DataFolder.open(settings.data());
        Wiring wiring = new Wiring(settings, root, Version.number(), state)) {
      wiring.loadModels();
      // Not before: while models load there is nobody to answer, and a signal ends the process.
      termination.listen();
      StartUpReport report = new StartUpReport(wiring, root, surroundings.terminal().width());
      report.lines(form).forEach(surroundings.out()::println);
      surroundings.out().flush();
      refuseFailures(wiring.models().all());
      wiring.becomeReady();
      whenReady.accept(wiring);
      termination.await();
      end(wiring);
    }
    return ExitCodes.OK;
  }

  private LogOutput log() {
    ServerSettings.Logging logging = settings.logging();
    Level least =
        switch (logging.level()) {
          case DEBUG -> Level.DEBUG;
          case INFO -> Level.INFO;
          case WARNING -> Level.WARNING;
          case ERROR -> Level.ERROR;
        };
    return switch (logging.format()) {
      case TEXT -> LogOutput.text(least, surroundings.err(), InstantSource.system());
      case JSON -> LogOutput.json(least, surroundings.err(), InstantSource.system());
    };
  }

  private void refuseFailures(List<VersionStatus> statuses) {
    List<String> failed =
        statuses.stream()
            .filter(status -> status.state() == VersionState.FAILED)
            .map(status -> status.name() + "/" + status.version())
            .toList();
    if (settings.strict() && !failed.isEmpty()) {
      throw CommandFailure.failed(
          "strict: " + String.join(", ", failed) + " cannot be loaded (expected: every model)");
    }
  }

  /** Unready first, so that balancers turn away; then nothing new; then what runs may end. */
  private void end(Wiring wiring) {
    ServerSettings.Shutdown shutdown = settings.shutdown();
    LOG.log(Level.INFO, "ending: not ready from now on");
    wiring.leave();
    termination.pause(shutdown.grace());
    LOG.log(Level.INFO, "draining: nothing new, requests in progress may end");
    // Unloading, too: an engine that nobody waits for any more may still run, and never end.
    termination.await(wiring.drain().thenCompose(none -> wiring.unloadModels()), shutdown.drain());
    long left = wiring.inFlight();
    if (left == 0) {
      LOG.log(Level.INFO, "ended, every request was answered");
    } else {
      LOG.log(Level.WARNING, "ended, requests without an answer: " + left);
    }
  }
}
