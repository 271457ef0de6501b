package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.request.Loops;
import dev.soban.benchmarks.workbench.Soban;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** How soon the place of a client is free that hung up, while the engine goes on for another. */
final class HangUps implements Scenario {
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
    Histogram freed = new Histogram(LIMIT.toNanos(), 3);
    try (Soban soban = workbench.startSoban(models, "")) {
      Workbench.awaitAnswer(soban.address(), Loops.request(1));
      for (int i = 0; i < TIMES / PER_ENDLESS_RUN; i++) {
        whileBusy(soban, freed);
      }
    }
    return new Verdict(
        List.of(
            Verdict.Figure.atMost(
                "place free, p99", freed.getValueAtPercentile(99) / 1e6, " ms", CEILING_MILLIS)),
        List.of(
            String.format(
                Locale.ROOT,
                "p50 %.1f ms, most %.1f ms of %d, the look at the metrics included",
                freed.getValueAtPercentile(50) / 1e6,
                freed.getMaxValue() / 1e6,
                freed.getTotalCount())));
  }

  private static void whileBusy(Soban soban, Histogram freed) throws Exception {
    try (Socket _ = ask(soban, Loops.ENDLESS)) {
      await(soban, IN_FLIGHT, 1);
      await(soban, WAITING, 0);
      for (int i = 0; i < PER_ENDLESS_RUN; i++) {
        Socket behind = ask(soban, 1);
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
