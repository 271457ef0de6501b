package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.ClosedLoop;
import dev.soban.benchmarks.generator.Kind;
import dev.soban.benchmarks.generator.OpenLoop;
import dev.soban.benchmarks.generator.Recording;
import dev.soban.benchmarks.generator.Schedule;
import dev.soban.benchmarks.generator.Tally;
import dev.soban.benchmarks.request.BenchModel;
import dev.soban.benchmarks.request.TensorRequests;
import dev.soban.benchmarks.workbench.Soban;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Half of the images in requests of 200, half in requests of one to four, at 85 % of the capacity:
 * how long small requests take in the order of arrival, and with the adaptive policy. Both policies
 * are models of one server, so that they share its code as it is compiled, and take turns.
 */
final class SchedulingOverHttp implements Scenario {
  private static final String FIFO = "fifo";
  private static final String ADAPTIVE = "adaptive";
  private static final List<Integer> SMALL_ROWS = List.of(1, 2, 3, 4);
  private static final double SMALL_ROWS_MEAN = 2.5;
  private static final int LARGE_ROWS = 200;
  private static final double LOAD = 0.85;
  private static final int CONNECTIONS = 16;
  private static final int PAIRS = 5;
  private static final int CAPACITY_RUNS = 3;
  private static final Duration WARMUP = Duration.ofSeconds(10);
  private static final Duration CAPACITY = Duration.ofSeconds(8);
  private static final Duration FILLING = Duration.ofSeconds(4);
  private static final Duration MEASURED = Duration.ofSeconds(24);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double FLOOR = 10;

  @Override
  public String name() {
    return "scheduling-http";
  }

  @Override
  public String describes() {
    return "small requests' p99 beside requests of 200 images at 85 % load, fifo / adaptive";
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    try (Soban soban =
        workbench.startSoban(models(workbench), "limits:\n  tensor_memory: 1GiB\n")) {
      Workbench.awaitAnswer(soban.address(), small(FIFO, 1));
      Workbench.awaitAnswer(soban.address(), small(ADAPTIVE, 1));
      Pairs capacities = capacities(workbench, soban);
      double rowsPerSecond = LOAD * Math.min(capacities.medianOurs(), capacities.medianTheirs());
      List<Pair> pairs = new ArrayList<>();
      for (int seed = 0; seed < PAIRS; seed++) {
        Pair pair =
            new Pair(
                side(workbench, soban, FIFO, rowsPerSecond, seed),
                side(workbench, soban, ADAPTIVE, rowsPerSecond, seed));
        workbench.say(pair.toString());
        pairs.add(pair);
      }
      return verdict(pairs, capacities, rowsPerSecond);
    }
  }

  private static Path models(Workbench workbench) throws IOException {
    BenchModel eyes = BenchModel.EYES;
    String yaml = "batching:\n  policy: %s\nlimits:\n  max_queue_requests: 20000\n";
    Path file = eyes.file(workbench.data());
    Path models = workbench.modelFolder(FIFO, file, yaml.formatted(FIFO));
    workbench.addModel(models, ADAPTIVE, file, yaml.formatted(ADAPTIVE));
    return models;
  }

  private static byte[] small(String model, int rows) {
    return TensorRequests.fp32(model, "image", rows, "3,64,64");
  }

  /** As many rows in small requests as in large ones. */
  private static List<Kind> mix(String model) {
    List<Kind> kinds = new ArrayList<>();
    double smallOfEach = LARGE_ROWS / SMALL_ROWS_MEAN / SMALL_ROWS.size();
    for (int rows : SMALL_ROWS) {
      kinds.add(Kind.of("small", small(model, rows), smallOfEach));
    }
    kinds.add(Kind.of("large", small(model, LARGE_ROWS), 1));
    return kinds;
  }

  /** Rows per second of each policy when there is always work. */
  private static Pairs capacities(Workbench workbench, Soban soban) throws Exception {
    capacity(soban, FIFO, workbench.lasting(WARMUP));
    capacity(soban, ADAPTIVE, workbench.lasting(WARMUP));
    Pairs pairs = new Pairs();
    for (int i = 0; i < CAPACITY_RUNS; i++) {
      pairs.add(
          capacity(soban, ADAPTIVE, workbench.lasting(CAPACITY)),
          capacity(soban, FIFO, workbench.lasting(CAPACITY)));
    }
    return pairs;
  }

  private static double capacity(Soban soban, String model, Duration lasts) throws Exception {
    List<ByteBuffer> requests = new ArrayList<>();
    for (Kind kind : mix(model)) {
      requests.addAll(Collections.nCopies((int) kind.share(), kind.request()));
    }
    Collections.shuffle(requests, new Random(1));
    String ran = "soban_batch_rows_sum{model=\"" + model + "\",version=\"1\"}";
    double before = soban.admin().metric(ran);
    long begun = System.nanoTime();
    new ClosedLoop(soban.address(), requests, CONNECTIONS).run(Duration.ZERO, lasts);
    double seconds = (System.nanoTime() - begun) / 1e9;
    return (soban.admin().metric(ran) - before) / seconds;
  }

  private static Side side(
      Workbench workbench, Soban soban, String model, double rowsPerSecond, long seed)
      throws IOException {
    List<Kind> mix = mix(model);
    double requestsPerRow = mix.stream().mapToDouble(Kind::share).sum() / (2.0 * LARGE_ROWS);
    Duration filling = workbench.lasting(FILLING);
    Duration until = filling.plus(workbench.lasting(MEASURED));
    Schedule schedule = Schedule.poisson(mix, rowsPerSecond * requestsPerRow, until, seed);
    Recording recording = new OpenLoop(soban.address(), schedule.size(), PATIENCE).run(schedule);
    return new Side(
        recording.between(filling, until, "small"),
        recording.between(filling, until, "large"),
        recording.slip().getValueAtPercentile(99) / 1e6);
  }

  private record Side(Tally small, Tally large, double slipMillis) {
    long unanswered() {
      return small.unanswered() + large.unanswered();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "small p50 %.0f p99 %.0f ms, large p50 %.0f p99 %.0f ms",
          small.answeredMillis(50),
          small.answeredMillis(99),
          large.answeredMillis(50),
          large.answeredMillis(99));
    }
  }

  private record Pair(Side fifo, Side adaptive) {
    @Override
    public String toString() {
      return "fifo: " + fifo + "; adaptive: " + adaptive;
    }
  }

  private static Verdict verdict(List<Pair> pairs, Pairs capacities, double rowsPerSecond) {
    Pairs small = new Pairs();
    Pairs large = new Pairs();
    double slip = 0;
    long unanswered = 0;
    for (Pair pair : pairs) {
      small.add(pair.fifo().small().answeredMillis(99), pair.adaptive().small().answeredMillis(99));
      large.add(pair.adaptive().large().answeredMillis(50), pair.fifo().large().answeredMillis(50));
      slip = Math.max(slip, Math.max(pair.fifo().slipMillis(), pair.adaptive().slipMillis()));
      unanswered += pair.fifo().unanswered() + pair.adaptive().unanswered();
    }
    return new Verdict(
        List.of(
            Verdict.Figure.atLeast("small p99 fifo / adaptive", small.medianRatio(), "", FLOOR),
            Verdict.Figure.atMost("requests without their answer", (double) unanswered, "", 0)),
        List.of(
            String.format(
                Locale.ROOT,
                "capacity %.0f rows/s adaptive, %.0f fifo; offered %.0f",
                capacities.medianOurs(),
                capacities.medianTheirs(),
                rowsPerSecond),
            String.format(
                Locale.ROOT,
                "small p99 %.0f ms fifo, %.0f adaptive; large p50 adaptive / fifo %.2f",
                small.medianOurs(),
                small.medianTheirs(),
                large.medianRatio()),
            String.format(Locale.ROOT, "generator late by at most %.1f ms at p99", slip)));
  }
}
