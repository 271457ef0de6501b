package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.ClosedLoop;
import dev.soban.benchmarks.request.BenchModel;
import dev.soban.benchmarks.request.Requests;
import dev.soban.benchmarks.workbench.CoreBusy;
import dev.soban.benchmarks.workbench.Processes;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * JPEG bodies over HTTP against a bare loop in one process that decodes and infers on all cores
 * with the same decoder, session options and model preparation.
 */
final class PicturesOverHttp implements Scenario {
  private static final int PAIRS = 5;
  private static final int CONNECTIONS_PER_CORE = 4;
  private static final Duration FIRST_WARMUP = Duration.ofSeconds(15);
  private static final Duration WARMUP = Duration.ofMillis(500);
  private static final Duration MEASURED = Duration.ofSeconds(4);
  private static final double FLOOR = 0.85;
  static final String PICTURE = "images/imagenet/ts_dog.jpg";

  private final BenchModel model;

  PicturesOverHttp(BenchModel model) {
    this.model = model;
  }

  @Override
  public String name() {
    return "pictures-" + model.label();
  }

  @Override
  public String describes() {
    return "JPEGs/s over HTTP against a bare in-process loop on all cores, " + model.label();
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    Path models = workbench.modelFolder(model.label(), model.file(workbench.data()), model.yaml());
    byte[] request = request(model, Files.readAllBytes(workbench.data().resolve(PICTURE)));
    Pairs pairs = new Pairs();
    double leastBusy = 1;
    Process bare = startBareLoop(workbench, models);
    try (Processes.Running soban = workbench.startSoban(models)) {
      Workbench.awaitAnswer(soban.address(), request);
      overHttp(workbench, soban, request, FIRST_WARMUP);
      bare(bare, FIRST_WARMUP);
      for (int i = 0; i < PAIRS; i++) {
        CoreBusy busy = CoreBusy.start();
        double ours = overHttp(workbench, soban, request, WARMUP);
        leastBusy = Math.min(leastBusy, busy.least());
        bare(bare, WARMUP);
        double theirs = bare(bare, MEASURED);
        pairs.add(ours, theirs);
        workbench.say(String.format(Locale.ROOT, "soban %.1f/s, bare loop %.1f/s", ours, theirs));
      }
    } finally {
      bare.destroyForcibly();
    }
    return new Verdict(
        List.of(
            Verdict.Figure.atLeast("HTTP / bare loop", pairs.medianRatio(), "", FLOOR),
            Verdict.Figure.atLeast("least busy core", leastBusy, "", FLOOR)),
        List.of(
            String.format(
                Locale.ROOT,
                "median %.1f/s against %.1f/s",
                pairs.medianOurs(),
                pairs.medianTheirs())));
  }

  /** A raw binary request: the whole body is the one input, the outputs come back binary. */
  static byte[] request(BenchModel model, byte[] jpeg, String... headers) {
    return Requests.post(
        "/v2/models/" + model.label() + "/infer",
        "application/octet-stream",
        jpeg,
        Requests.with(headers, "Inference-Header-Content-Length: 0"));
  }

  private static double overHttp(
      Workbench workbench, Processes.Running soban, byte[] request, Duration warmup)
      throws IOException {
    ClosedLoop.Result result =
        new ClosedLoop(soban.address(), request, workbench.cores() * CONNECTIONS_PER_CORE)
            .run(warmup, MEASURED);
    if (result.refused() > 0) {
      throw new IOException(result.refused() + " answers other than 200");
    }
    return result.perSecond();
  }

  private static Process startBareLoop(Workbench workbench, Path models) throws IOException {
    List<String> command =
        Processes.java(
            Workbench.JVM_OPTIONS,
            "dev.soban.benchmarks.bare.BareLoop",
            models.toString(),
            workbench.data().resolve(PICTURE).toString(),
            String.valueOf(workbench.cores()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static double bare(Process loop, Duration measured) throws IOException {
    BufferedWriter commands = loop.outputWriter(StandardCharsets.UTF_8);
    commands.write(measured.toMillis() + "\n");
    commands.flush();
    BufferedReader answers = loop.inputReader(StandardCharsets.UTF_8);
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the bare loop ended");
    }
    return Double.parseDouble(answer);
  }
}
