package dev.soban.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a command finds around it. Read once, here; no other class looks at the environment.
 *
 * @param folder the working directory
 * @param home of the distribution; empty when run from classes
 * @param terminal what standard output is shown on
 */
public record Surroundings(
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path folder,
    Optional<Path> home,
    Terminal terminal) {
  private static final String EXAMPLES = "examples";

  static Surroundings ofProcess() {
    return new Surroundings(
        System.out,
        System.err,
        System.getenv(),
        Path.of(""),
        Optional.ofNullable(System.getProperty("soban.home")).map(Path::of),
        Terminal.ofProcess());
  }

  /**
   * The folder of the models: the one asked for, else {@code models} in the working directory, else
   * the bundled examples.
   */
  public Path modelsFolder(@Nullable Path asked) {
    if (asked != null) {
      return asked;
    }
    Path usual = folder.resolve("models");
    if (usual.toFile().isDirectory()) {
      return usual;
    }
    Optional<Path> bundled = home.map(root -> root.resolve(EXAMPLES).resolve("models"));
    if (bundled.isPresent() && bundled.get().toFile().isDirectory()) {
      return bundled.get();
    }
    throw CommandFailure.usage("no folder of models (expected: --models DIR, or ./models)");
  }

  /** The examples that ship: models and pictures. */
  public Path bundled() {
    return home.map(root -> root.resolve(EXAMPLES))
        .orElseThrow(() -> CommandFailure.failed("no bundled examples (expected: -Dsoban.home)"));
  }
}
