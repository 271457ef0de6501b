package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.ClosedLoop;
import dev.soban.benchmarks.generator.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Small JPEGs for MobileNetV2: what the overload scenarios send, and how many of them fit. */
final class PictureLoad {
  private static final String PICTURE = "images/imagenet/djl_kitten.jpg";
  private static final int CONNECTIONS_PER_CORE = 4;

  private final Workbench workbench;
  private final byte[] jpeg;

  PictureLoad(Workbench workbench) throws IOException {
    this.workbench = workbench;
    this.jpeg = Files.readAllBytes(workbench.data().resolve(PICTURE));
  }

  Path models() throws IOException {
    BenchModel model = BenchModel.MOBILENET;
    return workbench.modelFolder(model.label(), model.file(workbench.data()), model.yaml());
  }

  byte[] request(String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Inference-Header-Content-Length: 0");
    return Requests.post(
        "/v2/models/" + BenchModel.MOBILENET.label() + "/infer",
        "application/octet-stream",
        jpeg,
        all.toArray(String[]::new));
  }

  Kind kind(String group, String... headers) {
    return Kind.of(group, request(headers), 1);
  }

  /** Requests per second when the next one always waits. */
  double capacity(Soban soban, Duration warmup, Duration measured) throws IOException {
    int connections = workbench.cores() * CONNECTIONS_PER_CORE;
    ClosedLoop.Result result =
        new ClosedLoop(soban.address(), request(), connections)
            .run(workbench.lasting(warmup), workbench.lasting(measured));
    if (result.refused() > 0) {
      throw new IOException(result.refused() + " answers other than 200");
    }
    return result.perSecond();
  }
}
