package dev.soban.cli.simulate;

import dev.soban.cli.CommandFailure;
import dev.soban.cli.table.Table;
import dev.soban.simulate.Comparison;
import dev.soban.simulate.Cost;
import dev.soban.simulate.Setup;
import dev.soban.simulate.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What to simulate. */
final class SchedulingOptions {
  @Option(
      names = "--cost",
      split = ",",
      hideParamSyntax = true,
      paramLabel = "BATCH+ROW,...",
      description =
          "What a batch takes and each row of it, once or more (default: 2ms+6ms,8ms+0.8ms: like"
              + " a CPU, like a GPU).")
  List<String> costs = List.of("2ms+6ms", "8ms+0.8ms");

  @Option(
      names = "--load",
      paramLabel = "SHARE",
      description = "Of what the workers carry with full batches (default: 0.85).")
  double load = 0.85;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Batches that run at once (default: 1).")
  int workers = 1;

  @Option(
      names = "--batch",
      paramLabel = "ROWS",
      description = "Most rows in a batch (default: 10).")
  int batch = 10;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "For each policy under each workload (default: 20000).")
  int requests = 20_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the random arrivals; the same gives the same (default: 1).")
  long seed = 1;

  @Option(
      names = "--workload",
      split = ",",
      hideParamSyntax = true,
      paramLabel = "NAME,...",
      description = "Only these: steady, mix-200, burst, hostile, ... (default: all).")
  List<String> workloads = List.of();

  @Option(
      names = "--policy",
      split = ",",
      hideParamSyntax = true,
      paramLabel = "NAME,...",
      description = "Only these: fifo, adaptive, ... (default: all).")
  List<String> policies = List.of();

  /** The trials, or a failure that names the flag. */
  List<Trial> trials() {
    try {
      Setup setup = setup();
      List<Trial> trials = new ArrayList<>();
      for (String cost : costs) {
        trials.addAll(Comparison.trials(setup, Cost.of(cost), workloads, policies));
      }
      if (trials.isEmpty()) {
        throw CommandFailure.usage(
            "--policy: " + String.join(", ", policies) + " needs --workers 2 or more");
      }
      return trials;
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--" + e.getMessage());
    }
  }

  private Setup setup() {
    return new Setup(batch, load, workers, seed, requests);
  }

  /** What {@code --workload} and {@code --policy} take. */
  List<String> names(int terminalWidth) {
    Table workloads = new Table("workload", "who asks for what");
    for (String name : Comparison.workloads()) {
      workloads.row(name, aboutWorkload(name));
    }
    Table policies = new Table("policy", "what it does");
    for (String name : Comparison.policies()) {
      policies.row(name, Comparison.about(name));
    }
    List<String> lines = new ArrayList<>(workloads.lines(terminalWidth));
    lines.add("");
    lines.addAll(policies.lines(terminalWidth));
    return lines;
  }

  String aboutWorkload(String name) {
    return Comparison.about(name, load);
  }

  /** In a few words, for a headline. */
  String about() {
    return String.format(
        Locale.ROOT,
        "load %s, %d worker%s, batches of at most %d rows, %,d requests a line, seed %d",
        load,
        workers,
        workers == 1 ? "" : "s",
        batch,
        requests,
        seed);
  }
}
