package dev.soban.cli.simulate;

import dev.soban.cli.CommandFailure;
import dev.soban.cli.ExitCodes;
import dev.soban.cli.Progress;
import dev.soban.cli.Surroundings;
import dev.soban.simulate.Row;
import dev.soban.simulate.Trial;
import dev.soban.simulate.plot.Plots;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares the scheduler's policies. */
@Command(
    name = "scheduling",
    description = {
      "Compares the scheduler's policies on a virtual clock: the class that serves,",
      "under traffic that is made up, beside an oracle. docs/scheduling.md explains",
      "workloads, policies and columns."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  soban simulate scheduling --workload mix-200",
      "  soban simulate scheduling --cost 3ms+1ms --policy fifo,adaptive --load 0.7",
      "  soban simulate scheduling --requests 200000 --plots plots",
    })
final class SchedulingCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin SchedulingOptions options = new SchedulingOptions();

  @Option(
      names = "--plots",
      paramLabel = "FOLDER",
      description = "Also draw SVG pictures into this folder.")
  @Nullable Path plots;

  @Option(names = "--json", description = "Print an array with one object per line.")
  boolean json;

  @Option(names = "--list", description = "Only tell the names of workloads and policies.")
  boolean list;

  SchedulingCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (list) {
      options.names(surroundings.terminal().width()).forEach(surroundings.out()::println);
      return ExitCodes.OK;
    }
    List<Trial> trials = options.trials();
    requireFolder();
    Map<String, List<Row>> rows = run(trials);
    if (json) {
      surroundings.out().println(RowsJson.array(rows));
    } else {
      print(rows);
    }
    if (plots != null) {
      draw(plots, rows);
    }
    return ExitCodes.OK;
  }

  /** By cost. Trials run beside one another, which changes nothing of what each of them gives. */
  private Map<String, List<Row>> run(List<Trial> trials) {
    Progress progress = Progress.of(surroundings, trials.stream().mapToLong(Trial::requests).sum());
    List<List<Row>> results;
    try {
      results = trials.parallelStream().map(trial -> trial.run(progress::step)).toList();
    } finally {
      progress.done();
    }
    Map<String, List<Row>> byCost = new LinkedHashMap<>();
    for (int i = 0; i < trials.size(); i++) {
      byCost
          .computeIfAbsent(trials.get(i).cost().text(), cost -> new ArrayList<>())
          .addAll(results.get(i));
    }
    return byCost;
  }

  private void print(Map<String, List<Row>> rowsByCost) {
    PrintStream out = surroundings.out();
    String gap = "";
    for (Map.Entry<String, List<Row>> entry : rowsByCost.entrySet()) {
      out.print(gap);
      out.println("cost " + entry.getKey() + ", " + options.about());
      out.println();
      RowsTable.lines(entry.getValue(), surroundings.terminal().width()).forEach(out::println);
      gap = System.lineSeparator();
    }
  }

  private void requireFolder() {
    if (plots == null) {
      return;
    }
    try {
      Files.createDirectories(plots);
    } catch (IOException e) {
      throw CommandFailure.usage("--plots: " + plots + " (expected: a folder to write into)");
    }
  }

  private void draw(Path folder, Map<String, List<Row>> rowsByCost) {
    try {
      for (Map.Entry<String, List<Row>> entry : rowsByCost.entrySet()) {
        Map<String, String> files =
            Plots.of(entry.getKey(), options::aboutWorkload, entry.getValue());
        for (Map.Entry<String, String> file : files.entrySet()) {
          Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
      }
    } catch (IOException e) {
      throw CommandFailure.failed("--plots: " + folder + " cannot be written: " + e.getMessage());
    }
  }
}
