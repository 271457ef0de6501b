package dev.soban.cli.simulate;

import dev.soban.cli.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups what runs on a virtual clock. */
@Command(
    name = "simulate",
    description = "Tries things out on a virtual clock; needs no server.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  soban simulate scheduling",
      "  soban simulate scheduling --workload mix-200 --cost 3ms+1ms --load 0.7",
    })
public final class SimulateCommand {
  private SimulateCommand() {}

  /** The group with its commands. */
  public static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new SimulateCommand())
        .addSubcommand(new SchedulingCommand(surroundings));
  }
}
