package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.ClosedLoop;
import dev.soban.benchmarks.workbench.Processes;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A tiny model's requests per second against plain Netty that echoes the same bytes. */
final class IrisThroughput implements Scenario {
  private static final int CONNECTIONS = 64;
  private static final int PAIRS = 5;
  private static final Duration FIRST_WARMUP = Duration.ofSeconds(8);
  private static final Duration WARMUP = Duration.ofMillis(500);
  private static final Duration MEASURED = Duration.ofSeconds(3);

  private final String name;
  private final byte[] request;
  private final double floor;

  IrisThroughput(String name, byte[] request, double floor) {
    this.name = name;
    this.request = request;
    this.floor = floor;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String describes() {
    return "requests/s of the iris model against a raw Netty echo of the same bytes";
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    Pairs pairs = new Pairs();
    try (Processes.Running soban =
            workbench.startSoban(workbench.root().resolve("examples/models"));
        Processes.Running echo = workbench.startEcho()) {
      Workbench.awaitAnswer(soban.address(), request);
      measure(soban, FIRST_WARMUP);
      measure(echo, FIRST_WARMUP);
      for (int i = 0; i < PAIRS; i++) {
        double ours = measure(soban, WARMUP);
        double theirs = measure(echo, WARMUP);
        pairs.add(ours, theirs);
        workbench.say(String.format(Locale.ROOT, "soban %.0f/s, echo %.0f/s", ours, theirs));
      }
    }
    return new Verdict(
        List.of(Verdict.Figure.atLeast(name + " / echo", pairs.medianRatio(), "", floor)),
        List.of(
            String.format(
                Locale.ROOT,
                "median %.0f/s against %.0f/s, %d connections, %d pairs",
                pairs.medianOurs(),
                pairs.medianTheirs(),
                CONNECTIONS,
                PAIRS)));
  }

  private double measure(Processes.Running server, Duration warmup) throws IOException {
    ClosedLoop.Result result =
        new ClosedLoop(server.address(), request, CONNECTIONS).run(warmup, MEASURED);
    if (result.refused() > 0) {
      throw new IOException(result.refused() + " answers other than 200");
    }
    return result.perSecond();
  }
}
