package dev.soban.benchmarks;

import dev.soban.benchmarks.scenario.Comparison;
import dev.soban.benchmarks.scenario.Scenario;
import dev.soban.benchmarks.scenario.Scenarios;
import dev.soban.benchmarks.scenario.Verdict;
import dev.soban.benchmarks.workbench.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Runs named scenarios, or all, and ends each with its figure, its floor and PASS or FAIL; with
 * {@code jmh} as first argument the microbenchmarks, whose options follow.
 *
 * <p>{@code --long} adds the long scenarios to all of them; {@code --quick} tries out in little
 * time that scenarios work, and its figures mean little. {@code --baseline FOLDER} measures this
 * checkout against another one instead.
 */
public final class Bench {
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> names = new ArrayList<>(List.of(arguments));
    if (!names.isEmpty() && names.getFirst().equals("jmh")) {
      org.openjdk.jmh.Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
      return;
    }
    if (names.remove("--list")) {
      Scenarios.all()
          .forEach(
              scenario -> System.out.printf("%-18s %s%n", scenario.name(), scenario.describes()));
      return;
    }
    boolean quick = names.remove("--quick");
    boolean longOnes = names.remove("--long");
    Optional<Path> baseline = baseline(names);
    boolean passed =
        baseline.isPresent()
            ? compare(baseline.get(), names, quick)
            : run(chosen(Scenarios.all(), names, longOnes), quick);
    System.exit(passed ? 0 : FAILED);
  }

  private static boolean compare(Path baseline, List<String> names, boolean quick)
      throws Exception {
    try (Workbench other = new Workbench(baseline, data(root()), quick)) {
      return run(chosen(Comparison.against(other), names, false), quick);
    }
  }

  /** Takes the folder behind {@code --baseline} out of the arguments. */
  private static Optional<Path> baseline(List<String> names) {
    int at = names.indexOf("--baseline");
    if (at < 0) {
      return Optional.empty();
    }
    if (at + 1 == names.size()) {
      System.err.println("--baseline: nothing (expected: the folder of another checkout)");
      System.exit(WRONG_USE);
    }
    names.remove(at);
    return Optional.of(Path.of(names.remove(at)).toAbsolutePath().normalize());
  }

  private static List<Scenario> chosen(List<Scenario> all, List<String> names, boolean longOnes) {
    if (names.isEmpty()) {
      return all.stream().filter(scenario -> longOnes || !scenario.isLong()).toList();
    }
    List<Scenario> chosen = all.stream().filter(s -> names.contains(s.name())).toList();
    if (chosen.size() != names.size()) {
      System.err.println(
          "unknown scenario among "
              + names
              + " (expected: "
              + String.join(", ", all.stream().map(Scenario::name).toList())
              + ")");
      System.exit(WRONG_USE);
    }
    return chosen;
  }

  private static boolean run(List<Scenario> scenarios, boolean quick) throws Exception {
    boolean passed = true;
    try (Workbench workbench = new Workbench(root(), data(root()), quick)) {
      for (Scenario scenario : scenarios) {
        passed &= run(scenario, workbench);
      }
    }
    return passed;
  }

  private static boolean run(Scenario scenario, Workbench workbench) throws Exception {
    System.out.println(scenario.name() + ": " + scenario.describes());
    if (scenario.needsData() && !Files.isDirectory(workbench.data())) {
      System.out.println(
          "  skipped: no test data at " + workbench.data() + "; set SOBAN_TEST_DATA to its folder");
      return true;
    }
    Verdict verdict = scenario.run(workbench);
    verdict.details().forEach(line -> System.out.println("  " + line));
    verdict.figures().forEach(figure -> System.out.println("  " + figure));
    return verdict.passes();
  }

  private static Path root() {
    return Path.of(System.getProperty("soban.root", ".")).toAbsolutePath().normalize();
  }

  private static Path data(Path root) {
    String named = System.getenv("SOBAN_TEST_DATA");
    return named == null ? root.resolveSibling("shared/data") : Path.of(named);
  }
}
