package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.ClosedLoop;
import dev.soban.benchmarks.request.IrisRequests;
import dev.soban.benchmarks.workbench.Processes;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the server adds to one request at a time, against the echo. */
final class IrisLatency implements Scenario {
  private static final int PAIRS = 5;
  private static final Duration FIRST_WARMUP = Duration.ofSeconds(6);
  private static final Duration WARMUP = Duration.ofMillis(500);
  private static final Duration MEASURED = Duration.ofSeconds(2);
  private static final double CEILING_MICROS = 300;

  @Override
  public String name() {
    return "iris-latency";
  }

  @Override
  public String describes() {
    return "microseconds that iris JSON takes at p50 beyond a raw Netty echo, one connection";
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    byte[] request = IrisRequests.json();
    Pairs pairs = new Pairs();
    try (Processes.Running soban =
            workbench.startSoban(workbench.root().resolve("examples/models"));
        Processes.Running echo = workbench.startEcho()) {
      Workbench.awaitAnswer(soban.address(), request);
      p50Micros(soban, request, FIRST_WARMUP);
      p50Micros(echo, request, FIRST_WARMUP);
      for (int i = 0; i < PAIRS; i++) {
        pairs.add(p50Micros(soban, request, WARMUP), p50Micros(echo, request, WARMUP));
      }
    }
    double added = pairs.medianOurs() - pairs.medianTheirs();
    return new Verdict(
        List.of(Verdict.Figure.atMost("p50 added", added, " us", CEILING_MICROS)),
        List.of(
            String.format(
                Locale.ROOT,
                "median p50 %.1f us against %.1f us; pairs %s",
                pairs.medianOurs(),
                pairs.medianTheirs(),
                pairs.listed())));
  }

  private static double p50Micros(Processes.Running server, byte[] request, Duration warmup)
      throws IOException {
    return new ClosedLoop(server.address(), request, 1).run(warmup, MEASURED).millis(50) * 1_000;
  }
}
