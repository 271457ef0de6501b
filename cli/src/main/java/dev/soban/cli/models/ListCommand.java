package dev.soban.cli.models;

import dev.soban.cli.ExitCodes;
import dev.soban.cli.Surroundings;
import dev.soban.cli.runtime.StatusJson;
import dev.soban.cli.runtime.StatusTable;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionStatus;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the models of a repository, and for those that do not load, why. */
@Command(
    name = "list",
    description = "Lists the models and whether they load.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  soban models list --models models", "  soban models list --json"})
final class ListCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin RepositoryOptions options = new RepositoryOptions();

  ListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return options.load(surroundings, any -> true, this::print);
  }

  private int print(LoadedModels models) {
    List<VersionStatus> statuses = models.all();
    if (options.json) {
      surroundings.out().println(StatusJson.array(statuses));
      return ExitCodes.OK;
    }
    new StatusTable()
        .lines(statuses, surroundings.terminal().width())
        .forEach(surroundings.out()::println);
    models.brokenAliases().forEach(broken -> surroundings.out().println("warning: " + broken));
    return ExitCodes.OK;
  }
}
