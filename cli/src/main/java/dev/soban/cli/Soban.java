package dev.soban.cli;

import dev.soban.cli.infer.InferCommand;
import dev.soban.cli.keys.KeysCommand;
import dev.soban.cli.models.ModelsCommand;
import dev.soban.cli.serve.AotTrainingCommand;
import dev.soban.cli.serve.ServeCommand;
import dev.soban.cli.simulate.SimulateCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The soban command. */
@Command(
    name = "soban",
    description = "Takes a trained model into production.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  soban serve                        serve ./models, or the bundled examples",
      "  soban models list --models models  which models there are, and if they load",
      "  soban infer digits picture.png     ask a running server",
      "  soban keys new --principal team-a  make an API key",
      "",
      "'soban COMMAND --help' tells more.",
    })
public final class Soban {
  private static final int USUAL_WIDTH = 80;

  private Soban() {}

  public static void main(String[] arguments) {
    int exitCode = run(Surroundings.ofProcess(), arguments);
    System.out.flush();
    // Not only the return: a library's thread must not keep a finished command alive.
    System.exit(exitCode);
  }

  /** Runs one command line and tells the exit code. */
  public static int run(Surroundings surroundings, String... arguments) {
    return commandLine(surroundings).execute(arguments);
  }

  private static CommandLine commandLine(Surroundings surroundings) {
    CommandLine line = new CommandLine(new Soban());
    line.addSubcommand(new ServeCommand(surroundings));
    line.addSubcommand(ModelsCommand.line(surroundings));
    line.addSubcommand(new InferCommand(surroundings));
    line.addSubcommand(KeysCommand.line(surroundings));
    line.addSubcommand(SimulateCommand.line(surroundings));
    line.addSubcommand(new AotTrainingCommand(surroundings));
    line.setOut(writer(surroundings.out()));
    line.setErr(writer(surroundings.err()));
    line.setParameterExceptionHandler((failure, any) -> refuse(failure));
    line.setExecutionExceptionHandler(Soban::fail);
    line.setUsageHelpWidth(USUAL_WIDTH);
    tellVersion(line);
    return line;
  }

  /** Every command with --version answers the same. */
  private static void tellVersion(CommandLine line) {
    line.getCommandSpec().versionProvider(new Version());
    line.getSubcommands().values().forEach(Soban::tellVersion);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  private static int refuse(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    if (!(failure instanceof UnmatchedArgumentException) && !command.getSubcommands().isEmpty()) {
      command.usage(command.getErr());
      return ExitCodes.USAGE;
    }
    command
        .getErr()
        .println(
            name
                + ": "
                + failure.getMessage()
                + " ("
                + meant(failure)
                + "see "
                + name
                + " --help)");
    return ExitCodes.USAGE;
  }

  private static String meant(ParameterException failure) {
    return failure instanceof UnmatchedArgumentException unmatched
            && !unmatched.getSuggestions().isEmpty()
        ? "did you mean " + String.join(" or ", unmatched.getSuggestions()) + "? "
        : "";
  }

  private static int fail(Exception failure, CommandLine command, ParseResult any) {
    String name = command.getCommandSpec().qualifiedName();
    if (failure instanceof CommandFailure known) {
      command.getErr().println(name + ": " + known.getMessage());
      return known.exitCode();
    }
    command.getErr().println(name + ": unexpected failure");
    failure.printStackTrace(command.getErr());
    return ExitCodes.FAILED;
  }
}
