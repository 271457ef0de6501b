package dev.soban.benchmarks;

import dev.soban.benchmarks.scenario.Scenario;
import dev.soban.benchmarks.scenario.Scenarios;
import dev.soban.benchmarks.scenario.Verdict;
import dev.soban.benchmarks.scenario.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Runs named scenarios, or all, and ends each with its figure, its floor and PASS or FAIL; with
 * {@code jmh} as first argument the microbenchmarks, whose options follow.
 */
public final class Bench {
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;

  private Bench() {}

  public static void main(String[] names) throws Exception {
    if (names.length > 0 && names[0].equals("jmh")) {
      org.openjdk.jmh.Main.main(Arrays.copyOfRange(names, 1, names.length));
      return;
    }
    List<Scenario> all = Scenarios.all();
    if (names.length == 1 && names[0].equals("--list")) {
      all.forEach(
          scenario -> System.out.printf("%-18s %s%n", scenario.name(), scenario.describes()));
      return;
    }
    List<Scenario> chosen =
        names.length == 0
            ? all
            : all.stream().filter(s -> List.of(names).contains(s.name())).toList();
    if (names.length > 0 && chosen.size() != names.length) {
      System.err.println(
          "unknown scenario among "
              + List.of(names)
              + " (expected: "
              + String.join(", ", all.stream().map(Scenario::name).toList())
              + ")");
      System.exit(WRONG_USE);
    }
    System.exit(run(chosen) ? 0 : FAILED);
  }

  private static boolean run(List<Scenario> scenarios) throws Exception {
    Path root = Path.of(System.getProperty("soban.root", ".")).toAbsolutePath().normalize();
    boolean passed = true;
    try (Workbench workbench = new Workbench(root, data(root))) {
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

  private static Path data(Path root) {
    String named = System.getenv("SOBAN_TEST_DATA");
    return named == null ? root.resolveSibling("shared/data") : Path.of(named);
  }
}
