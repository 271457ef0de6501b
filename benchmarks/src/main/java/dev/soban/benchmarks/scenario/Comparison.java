package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.ClosedLoop;
import dev.soban.benchmarks.request.BenchModel;
import dev.soban.benchmarks.request.IrisRequests;
import dev.soban.benchmarks.workbench.Processes;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests per second of this checkout against another one: both servers run at the same time, one
 * of them asked at a time, in pairs of which every second one is the other way round.
 */
public final class Comparison implements Scenario {
  private static final int PAIRS = 9;
  private static final Duration FIRST_WARMUP = Duration.ofSeconds(12);
  private static final Duration WARMUP = Duration.ofMillis(500);
  private static final Duration MEASURED = Duration.ofSeconds(4);
  private static final double FLOOR = 0.97;
  private static final int SMALL_CONNECTIONS = 64;
  private static final int PICTURE_CONNECTIONS = 8;

  private final Workbench baseline;
  private final Load load;

  private Comparison(Workbench baseline, Load load) {
    this.baseline = baseline;
    this.load = load;
  }

  /** What is asked of both sides. */
  private enum Load {
    IRIS_JSON("iris-json", SMALL_CONNECTIONS, null),
    IRIS_BINARY("iris-binary", SMALL_CONNECTIONS, null),
    IRIS_LATENCY("iris-latency", 1, null),
    MOBILENET("pictures-mobilenet", PICTURE_CONNECTIONS, BenchModel.MOBILENET),
    RFB_320("pictures-rfb-320", PICTURE_CONNECTIONS, BenchModel.RFB_320);

    private final String label;
    private final int connections;
    private final @Nullable BenchModel model;

    Load(String label, int connections, @Nullable BenchModel model) {
      this.label = label;
      this.connections = connections;
      this.model = model;
    }

    Path models(Workbench workbench) throws IOException {
      return model == null
          ? workbench.root().resolve("examples/models")
          : workbench.modelFolder(model.label(), model.file(workbench.data()), model.yaml());
    }

    byte[] request(Workbench workbench) throws IOException {
      if (model == null) {
        return this == IRIS_BINARY ? IrisRequests.binary() : IrisRequests.json();
      }
      byte[] jpeg = Files.readAllBytes(workbench.data().resolve(PicturesOverHttp.PICTURE));
      return PicturesOverHttp.request(model, jpeg);
    }
  }

  /** The foundation's loads, against the checkout of the given workbench. */
  public static List<Scenario> against(Workbench baseline) {
    return Stream.of(Load.values()).map(load -> (Scenario) new Comparison(baseline, load)).toList();
  }

  @Override
  public String name() {
    return load.label;
  }

  @Override
  public String describes() {
    return "requests/s of this checkout against that in " + baseline.root();
  }

  @Override
  public boolean needsData() {
    return load.model != null;
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    byte[] request = load.request(workbench);
    Path models = load.models(workbench);
    Pairs pairs = new Pairs();
    baseline.build();
    try (Processes.Running ours = workbench.startSoban(models);
        Processes.Running theirs = baseline.startSoban(models)) {
      Workbench.awaitAnswer(ours.address(), request);
      Workbench.awaitAnswer(theirs.address(), request);
      measure(ours, request, workbench.lasting(FIRST_WARMUP), workbench);
      measure(theirs, request, workbench.lasting(FIRST_WARMUP), workbench);
      for (int i = 0; i < PAIRS; i++) {
        boolean oursFirst = i % 2 == 0;
        double first = measure(oursFirst ? ours : theirs, request, WARMUP, workbench);
        double second = measure(oursFirst ? theirs : ours, request, WARMUP, workbench);
        pairs.add(oursFirst ? first : second, oursFirst ? second : first);
      }
    }
    return new Verdict(
        List.of(Verdict.Figure.atLeast("new / old", pairs.medianRatio(), "", FLOOR)),
        List.of(
            String.format(
                Locale.ROOT,
                "median %.1f/s against %.1f/s; pairs %s",
                pairs.medianOurs(),
                pairs.medianTheirs(),
                pairs.listed())));
  }

  private double measure(
      Processes.Running server, byte[] request, Duration warmup, Workbench workbench)
      throws IOException {
    ClosedLoop.Result result =
        new ClosedLoop(server.address(), request, load.connections)
            .run(warmup, workbench.lasting(MEASURED));
    if (result.refused() > 0) {
      throw new IOException(result.refused() + " answers other than 200");
    }
    return result.perSecond();
  }
}
