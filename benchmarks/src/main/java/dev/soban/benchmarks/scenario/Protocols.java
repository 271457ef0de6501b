package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.ClosedLoop;
import dev.soban.benchmarks.generator.GrpcLoop;
import dev.soban.benchmarks.request.MeanModel;
import dev.soban.benchmarks.request.TensorRequests;
import dev.soban.benchmarks.workbench.Soban;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same question over each protocol in turn, asked of models that cost the engine next to
 * nothing: one row of four numbers, and a tensor of 602 KB. What counts is the server's own
 * processor time for each request, since generators of two protocols cost differently.
 */
final class Protocols implements Scenario {
  private static final int ROUNDS = 5;
  private static final int CONNECTIONS = 4;
  private static final Duration FIRST_WARMUP = Duration.ofSeconds(8);
  private static final Duration WARMUP = Duration.ofMillis(500);
  private static final Duration MEASURED = Duration.ofSeconds(3);
  private static final double CEILING = 1.2;

  /** How a question is asked. */
  private enum Protocol {
    REST_JSON("REST, JSON"),
    REST_BINARY("REST, binary"),
    GRPC("gRPC, raw");

    private final String label;

    Protocol(String label) {
      this.label = label;
    }
  }

  /**
   * A question to one model.
   *
   * @param calls how many are on their way at any time
   */
  private record Question(String what, String model, String input, String rowShape, int calls) {
    byte[] over(Protocol protocol) {
      return switch (protocol) {
        case REST_JSON -> TensorRequests.json(model, input, rowShape);
        case REST_BINARY -> TensorRequests.fp32(model, input, 1, rowShape);
        case GRPC -> TensorRequests.message(model, input, rowShape);
      };
    }
  }

  /** What one protocol reached in one round. */
  private record Reached(double perSecond, double processorMicros) {}

  private static final Question ROW = new Question("a row", "iris", "input", "4", 64);
  private static final Question TENSOR =
      new Question("602 KB", MeanModel.NAME, MeanModel.INPUT, MeanModel.ROW_SHAPE, 8);

  @Override
  public String name() {
    return "protocols";
  }

  @Override
  public String describes() {
    return "requests/s and processor time over REST JSON, REST binary and gRPC, a row and 602 KB";
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    try (Soban soban = workbench.startSoban(models(workbench), "")) {
      Workbench.awaitAnswer(soban.address(), ROW.over(Protocol.REST_JSON));
      ask(soban, ROW, workbench);
      Map<Protocol, List<Reached>> tensor = ask(soban, TENSOR, workbench);
      double ratio = micros(tensor, Protocol.GRPC) / micros(tensor, Protocol.REST_BINARY);
      return new Verdict(
          List.of(
              Verdict.Figure.atMost(
                  "processor time of 602 KB, gRPC / REST binary", ratio, "", CEILING)),
          List.of());
    }
  }

  private static Path models(Workbench workbench) throws IOException {
    Path model = workbench.scratch().resolve("mean.onnx");
    MeanModel.write(model);
    Path models = workbench.modelFolder(MeanModel.NAME, model, "");
    workbench.addVersion(
        models, "iris", "1", workbench.root().resolve("examples/models/iris/1/model.onnx"));
    Files.deleteIfExists(model);
    return models;
  }

  private static Map<Protocol, List<Reached>> ask(
      Soban soban, Question question, Workbench workbench)
      throws IOException, InterruptedException {
    Map<Protocol, List<Reached>> reached = new EnumMap<>(Protocol.class);
    for (Protocol protocol : Protocol.values()) {
      reached.put(protocol, new ArrayList<>());
      once(soban, question, protocol, workbench.lasting(FIRST_WARMUP));
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Protocol protocol : Protocol.values()) {
        once(soban, question, protocol, workbench.lasting(WARMUP));
        reached.get(protocol).add(once(soban, question, protocol, workbench.lasting(MEASURED)));
      }
    }
    for (Protocol protocol : Protocol.values()) {
      workbench.say(
          String.format(
              Locale.ROOT,
              "%s over %s: %.0f/s, %.1f us of processor time each",
              question.what(),
              protocol.label,
              median(reached.get(protocol).stream().mapToDouble(Reached::perSecond).toArray()),
              micros(reached, protocol)));
    }
    return reached;
  }

  private static Reached once(Soban soban, Question question, Protocol protocol, Duration duration)
      throws IOException, InterruptedException {
    byte[] request = question.over(protocol);
    Duration before = soban.running().processorTime();
    double perSecond =
        protocol == Protocol.GRPC
            ? grpc(soban, request, question.calls(), duration)
            : rest(soban, request, question.calls(), duration);
    double micros = soban.running().processorTime().minus(before).toNanos() / 1e3;
    return new Reached(perSecond, micros / (perSecond * duration.toNanos() / 1e9));
  }

  private static double rest(Soban soban, byte[] request, int connections, Duration duration)
      throws IOException {
    ClosedLoop.Result result =
        new ClosedLoop(soban.address(), request, connections).run(Duration.ZERO, duration);
    if (result.refused() > 0) {
      throw new IOException(result.refused() + " answers other than 200");
    }
    return result.perSecond();
  }

  private static double grpc(Soban soban, byte[] message, int calls, Duration duration)
      throws IOException, InterruptedException {
    try (GrpcLoop loop = new GrpcLoop(soban.grpc(), message, CONNECTIONS, calls)) {
      return loop.run(Duration.ZERO, duration);
    }
  }

  private static double micros(Map<Protocol, List<Reached>> reached, Protocol protocol) {
    return median(reached.get(protocol).stream().mapToDouble(Reached::processorMicros).toArray());
  }

  private static double median(double[] values) {
    return Pairs.median(Arrays.stream(values).sorted().toArray());
  }
}
