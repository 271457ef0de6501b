package dev.soban.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A command that ran within the test's process. */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(String... arguments) {
    return in(Path.of(""), Map.of(), arguments);
  }

  static CommandRun in(Path folder, Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            folder,
            Optional.of(root()),
            Terminal.NONE);
    int exitCode = Soban.run(surroundings, arguments);
    return new CommandRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The checkout, which lies like a distribution: with examples/models. */
  static Path root() {
    return Path.of(System.getProperty("soban.root", "..")).toAbsolutePath().normalize();
  }
}
