package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.ClosedLoop;
import dev.soban.benchmarks.generator.Kind;
import dev.soban.benchmarks.request.BenchModel;
import dev.soban.benchmarks.request.TensorRequests;
import dev.soban.benchmarks.workbench.Soban;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/** Requests of one kind, all of which take a model of the test data the same time. */
final class SteadyWork {
  private static final String PICTURE = "images/imagenet/djl_kitten.jpg";
  private static final int CONNECTIONS_PER_CORE = 16;

  private final Workbench workbench;
  private final BenchModel model;
  private final Function<String[], byte[]> request;

  private SteadyWork(Workbench workbench, BenchModel model, Function<String[], byte[]> request) {
    this.workbench = workbench;
    this.model = model;
    this.request = request;
  }

  /** What the work consists of. */
  enum Form {
    /** One row of 49 KB for the eye landmarks. */
    TENSORS("tensors of one row"),
    /** JPEGs of 16 KB for MobileNetV2. */
    PICTURES("JPEGs");

    private final String described;

    Form(String described) {
      this.described = described;
    }

    @Override
    public String toString() {
      return described;
    }
  }

  static SteadyWork of(Form form, Workbench workbench) throws IOException {
    return switch (form) {
      case TENSORS ->
          new SteadyWork(
              workbench,
              BenchModel.EYES,
              headers ->
                  TensorRequests.fp32(BenchModel.EYES.label(), "image", 1, "3,64,64", headers));
      case PICTURES -> {
        byte[] jpeg = Files.readAllBytes(workbench.data().resolve(PICTURE));
        yield new SteadyWork(
            workbench,
            BenchModel.MOBILENET,
            headers -> PicturesOverHttp.request(BenchModel.MOBILENET, jpeg, headers));
      }
    };
  }

  Path models() throws IOException {
    return workbench.modelFolder(model.label(), model.file(workbench.data()), model.yaml());
  }

  byte[] request(String... headers) {
    return request.apply(headers);
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
