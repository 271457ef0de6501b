package dev.soban.cli.models;

import dev.soban.cli.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups the commands on a repository. */
@Command(
    name = "models",
    description = "Looks at a folder of models; needs no server.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  soban models list",
      "  soban models show iris --models models",
      "  soban models check --models models --json",
    })
public final class ModelsCommand {
  private ModelsCommand() {}

  /** The group with its commands. */
  public static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new ModelsCommand())
        .addSubcommand(new ListCommand(surroundings))
        .addSubcommand(new ShowCommand(surroundings))
        .addSubcommand(new CheckCommand(surroundings));
  }
}
