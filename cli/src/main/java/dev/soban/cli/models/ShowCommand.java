package dev.soban.cli.models;

import dev.soban.cli.CommandFailure;
import dev.soban.cli.ExitCodes;
import dev.soban.cli.Surroundings;
import dev.soban.cli.runtime.StatusJson;
import dev.soban.cli.runtime.StatusText;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionStatus;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows all that is known of one model. */
@Command(
    name = "show",
    description = "Shows one model: its versions, inputs, outputs and how it is served.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  soban models show iris", "  soban models show iris --models models --json"})
final class ShowCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin RepositoryOptions options = new RepositoryOptions();

  @Parameters(paramLabel = "MODEL", description = "Name of the model.")
  String model = "";

  ShowCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return options.load(surroundings, id -> id.name().equals(model), this::print);
  }

  private int print(LoadedModels models) {
    List<VersionStatus> all = models.all();
    List<VersionStatus> versions =
        all.stream().filter(status -> status.name().equals(model)).toList();
    if (versions.isEmpty()) {
      List<String> names = all.stream().map(VersionStatus::name).distinct().toList();
      String expected =
          names.isEmpty() ? "a folder with models" : "one of " + String.join(", ", names);
      throw CommandFailure.failed("model " + model + ": not found (expected: " + expected + ")");
    }
    if (options.json) {
      surroundings.out().println(StatusJson.array(versions));
      return ExitCodes.OK;
    }
    for (VersionStatus status : versions) {
      surroundings.out().println(StatusText.of(status));
    }
    return ExitCodes.OK;
  }
}
