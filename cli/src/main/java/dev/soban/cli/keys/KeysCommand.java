package dev.soban.cli.keys;

import dev.soban.cli.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups the commands on keys. */
@Command(
    name = "keys",
    description = "Makes API keys; needs no server.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  soban keys new --principal team-a",
      "  soban keys new --principal ops --scope admin",
    })
public final class KeysCommand {
  private KeysCommand() {}

  /** The group with its commands. */
  public static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new KeysCommand()).addSubcommand(new NewCommand(surroundings));
  }
}
