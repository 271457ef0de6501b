package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.GrpcCalls;
import dev.soban.benchmarks.request.Loops;
import dev.soban.benchmarks.workbench.Soban;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** How soon the place of a client is free that hung up, while the engine goes on for another. */
final class HangUps implements Scenario {
  /** How a client asks; closing what it gets is hanging up. */
  private interface Client {
    AutoCloseable ask(long times) throws IOException;
  }

  private static final int TIMES = 100;
  private static final int PER_ENDLESS_RUN = 10;
  private static final double CEILING_MILLIS = 50;
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String WAITING =
      "soban_queue_requests{model=\"" + Loops.MODEL + "\",version=\"1\"}";
  private static final String IN_FLIGHT = "soban_requests_in_flight";

  @Override
  public String name() {
    return "hang-ups";
  }

  @Override
  public String describes() {
    return "milliseconds until the queue has forgotten a client that hung up, engine busy";
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    Path models = workbench.modelFolder(Loops.MODEL, Loops.file(workbench), "instances: 1\n");
    List<Verdict.Figure> figures = new ArrayList<>();
    List<String> details = new ArrayList<>();
    try (Soban soban = workbench.startSoban(models, "");
        GrpcCalls calls = new GrpcCalls(soban.grpc())) {
      Workbench.awaitAnswer(soban.address(), Loops.request(1));
      measure("HTTP", times -> ask(soban, times), soban, figures, details);
      measure("gRPC", times -> calls.ask(Loops.message(times)), soban, figures, details);
    }
    return new Verdict(figures, details);
  }

  private static void measure(
      String transport,
      Client client,
      Soban soban,
      List<Verdict.Figure> figures,
      List<String> details)
      throws Exception {
    Histogram freed = new Histogram(LIMIT.toNanos(), 3);
    for (int i = 0; i < TIMES / PER_ENDLESS_RUN; i++) {
      whileBusy(client, soban, freed);
    }
    figures.add(
        Verdict.Figure.atMost(
            transport + ": place free, p99",
            freed.getValueAtPercentile(99) / 1e6,
            " ms",
            CEILING_MILLIS));
    details.add(
        String.format(
            Locale.ROOT,
            "%s: p50 %.1f ms, most %.1f ms of %d, the look at the metrics included",
            transport,
            freed.getValueAtPercentile(50) / 1e6,
            freed.getMaxValue() / 1e6,
            freed.getTotalCount()));
  }

  private static void whileBusy(Client client, Soban soban, Histogram freed) throws Exception {
    try (AutoCloseable _ = client.ask(Loops.ENDLESS)) {
      await(soban, IN_FLIGHT, 1);
      await(soban, WAITING, 0);
      for (int i = 0; i < PER_ENDLESS_RUN; i++) {
        AutoCloseable behind = client.ask(1);
        await(soban, WAITING, 1);
        long begun = System.nanoTime();
        behind.close();
        await(soban, WAITING, 0);
        freed.recordValue(System.nanoTime() - begun);
      }
    }
    await(soban, IN_FLIGHT, 0);
  }

  private static Socket ask(Soban soban, long times) throws IOException {
    Socket socket = new Socket(soban.address().getAddress(), soban.address().getPort());
    socket.getOutputStream().write(Loops.request(times));
    return socket;
  }

  private static void await(Soban soban, String series, double wanted) throws Exception {
    long giveUp = System.nanoTime() + LIMIT.toNanos();
    while (soban.admin().metric(series) != wanted) {
      if (System.nanoTime() - giveUp > 0) {
        throw new IOException(series + ": not " + wanted + " within " + LIMIT);
      }
    }
  }
}
