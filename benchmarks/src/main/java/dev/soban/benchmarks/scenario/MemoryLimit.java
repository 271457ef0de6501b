package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.ClosedLoop;
import dev.soban.benchmarks.request.BenchModel;
import dev.soban.benchmarks.request.IrisRequests;
import dev.soban.benchmarks.request.Requests;
import dev.soban.benchmarks.workbench.MemoryGroup;
import dev.soban.benchmarks.workbench.Processes;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Pictures and large JSON at once, in a control group of 1 GiB: the process must live. */
final class MemoryLimit implements Scenario {
  private static final long LIMIT_BYTES = 1L << 30;
  private static final Duration WARMUP = Duration.ofSeconds(2);
  private static final Duration MEASURED = Duration.ofSeconds(20);
  private static final int ROWS = 20_000;
  private static final int CONNECTIONS = 16;

  @Override
  public String name() {
    return "memory-limit";
  }

  @Override
  public String describes() {
    return "peak memory under load in a control group limited to 1 GiB";
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    Optional<MemoryGroup> group = MemoryGroup.limitedTo(LIMIT_BYTES);
    if (group.isEmpty()) {
      throw new IOException("control groups: none can be made here (expected: run as root)");
    }
    try (MemoryGroup limited = group.get()) {
      return run(workbench, limited);
    }
  }

  private static Verdict run(Workbench workbench, MemoryGroup group) throws Exception {
    Path models = models(workbench);
    int port = Processes.freePort();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", "echo $$ > " + group.entrance() + "; exec \"$@\"", "sh"));
    command.addAll(workbench.sobanCommand(models, port));
    List<ClosedLoop.Result> results;
    double peak;
    boolean alive;
    try (Processes.Running soban = Processes.start(command, Map.of(), port)) {
      Workbench.awaitAnswer(soban.address(), IrisRequests.json());
      results = load(workbench, soban);
      peak = group.peakMegabytes();
      alive = soban.process().isAlive();
      Workbench.awaitAnswer(soban.address(), IrisRequests.json());
    }
    long answered = results.stream().mapToLong(ClosedLoop.Result::answered).sum();
    long refused = results.stream().mapToLong(ClosedLoop.Result::refused).sum();
    return new Verdict(
        List.of(
            Verdict.Figure.atMost("peak", peak, " MiB", LIMIT_BYTES / 1048576.0),
            Verdict.Figure.atLeast("alive", alive ? 1 : 0, "", 1)),
        List.of(
            String.format(Locale.ROOT, "%d answered, %d refused as overload", answered, refused)));
  }

  private static List<ClosedLoop.Result> load(Workbench workbench, Processes.Running soban)
      throws Exception {
    byte[] jpeg = Files.readAllBytes(workbench.data().resolve(PicturesOverHttp.PICTURE));
    List<byte[]> requests =
        List.of(
            Requests.post(
                "/v2/models/mobilenet/infer",
                "application/octet-stream",
                jpeg,
                "Inference-Header-Content-Length: 0"),
            manyRows());
    List<Future<ClosedLoop.Result>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(requests.size())) {
      for (byte[] request : requests) {
        ClosedLoop loop = new ClosedLoop(soban.address(), request, CONNECTIONS);
        running.add(threads.submit(() -> loop.run(WARMUP, MEASURED)));
      }
      List<ClosedLoop.Result> results = new ArrayList<>();
      for (Future<ClosedLoop.Result> result : running) {
        results.add(result.get());
      }
      return results;
    }
  }

  private static byte[] manyRows() {
    StringBuilder body = new StringBuilder("{\"inputs\":[{\"name\":\"input\",\"shape\":[");
    body.append(ROWS).append(",4],\"datatype\":\"FP32\",\"data\":[5.1,3.5,1.4,0.2");
    for (int i = 1; i < ROWS; i++) {
      body.append(",5.1,3.5,1.4,0.2");
    }
    body.append("]}]}");
    return Requests.post(
        "/v2/models/iris/infer",
        "application/json",
        body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** MobileNetV2 and the bundled iris model side by side. */
  private static Path models(Workbench workbench) throws IOException {
    BenchModel mobilenet = BenchModel.MOBILENET;
    Path models =
        workbench.modelFolder(
            mobilenet.label(), mobilenet.file(workbench.data()), mobilenet.yaml());
    Path iris = models.resolve("iris/1");
    Files.createDirectories(iris);
    Files.copy(
        workbench.root().resolve("examples/models/iris/1/model.onnx"), iris.resolve("model.onnx"));
    return models;
  }
}
