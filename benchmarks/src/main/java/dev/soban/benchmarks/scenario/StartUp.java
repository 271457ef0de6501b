package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.request.IrisRequests;
import dev.soban.benchmarks.workbench.Processes;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** From executing the launcher to the first answer, and the memory that the process then holds. */
final class StartUp implements Scenario {
  private static final int RUNS = 5;
  private static final double CEILING_SECONDS = 1.5;
  private static final double CEILING_MEGABYTES = 250;

  @Override
  public String name() {
    return "startup";
  }

  @Override
  public String describes() {
    return "seconds from exec to the first answer, with and without the AOT cache; resident memory";
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    start(workbench, Map.of());
    List<Start> with = new ArrayList<>();
    List<Start> without = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      with.add(start(workbench, Map.of()));
      without.add(start(workbench, Map.of("SOBAN_AOT", "off")));
      workbench.say(
          String.format(
              Locale.ROOT,
              "%.3f s with the AOT cache, %.3f s without",
              with.getLast().seconds(),
              without.getLast().seconds()));
    }
    double seconds = median(with.stream().mapToDouble(Start::seconds).toArray());
    double megabytes = median(with.stream().mapToDouble(Start::megabytes).toArray());
    return new Verdict(
        List.of(
            Verdict.Figure.atMost("first answer", seconds, " s", CEILING_SECONDS),
            Verdict.Figure.atMost("resident", megabytes, " MB", CEILING_MEGABYTES)),
        List.of(
            String.format(
                Locale.ROOT,
                "without the AOT cache: %.3f s, %.0f MB",
                median(without.stream().mapToDouble(Start::seconds).toArray()),
                median(without.stream().mapToDouble(Start::megabytes).toArray()))));
  }

  private record Start(double seconds, double megabytes) {}

  private static Start start(Workbench workbench, Map<String, String> environment)
      throws IOException, InterruptedException {
    int port = Processes.freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
                workbench.sobanCommand(workbench.root().resolve("examples/models"), port))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    long begun = System.nanoTime();
    Process process = builder.start();
    try (Processes.Running running = new Processes.Running(process, address)) {
      Workbench.awaitAnswer(address, IrisRequests.json());
      double seconds = (System.nanoTime() - begun) / 1e9;
      return new Start(seconds, running.residentMegabytes());
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return Pairs.median(values);
  }
}
