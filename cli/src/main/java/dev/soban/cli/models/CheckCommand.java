package dev.soban.cli.models;

import dev.soban.cli.ExitCodes;
import dev.soban.cli.Surroundings;
import dev.soban.cli.runtime.StatusJson;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks every model, for a pipeline that ships them: exit code 1 when one does not load. */
@Command(
    name = "check",
    description = "Loads every model. Exit code 1: one cannot be served.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  soban models check --models models", "  soban models check --json"})
final class CheckCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin RepositoryOptions options = new RepositoryOptions();

  CheckCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return options.load(surroundings, any -> true, this::report);
  }

  private int report(LoadedModels models) {
    List<VersionStatus> statuses = models.all();
    List<VersionStatus> failed =
        statuses.stream().filter(status -> status.state() == VersionState.FAILED).toList();
    if (options.json) {
      surroundings.out().println(StatusJson.array(statuses));
    } else {
      models.brokenAliases().forEach(broken -> surroundings.out().println("warning: " + broken));
      statuses.forEach(this::printIgnored);
      print(statuses.size(), failed);
    }
    return failed.isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private void printIgnored(VersionStatus status) {
    List<String> ignored =
        status.served().stream()
            .flatMap(served -> served.description().declared().configured().ignored().stream())
            .toList();
    if (!ignored.isEmpty()) {
      surroundings
          .out()
          .println(
              status.name()
                  + "/"
                  + status.version()
                  + ": ignored in config.pbtxt: "
                  + String.join(", ", ignored));
    }
  }

  private void print(int all, List<VersionStatus> failed) {
    PrintStream out = surroundings.out();
    for (VersionStatus status : failed) {
      out.println(status.name() + "/" + status.version() + ": " + status.reason());
    }
    out.println((all - failed.size()) + " of " + all + " can be served");
  }
}
