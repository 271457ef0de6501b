package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.Kind;
import dev.soban.benchmarks.generator.OpenLoop;
import dev.soban.benchmarks.generator.Recording;
import dev.soban.benchmarks.generator.Schedule;
import dev.soban.benchmarks.generator.Tally;
import dev.soban.benchmarks.request.IrisRequests;
import dev.soban.benchmarks.request.Loops;
import dev.soban.benchmarks.workbench.Soban;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Fifty requests that never end, each of which hangs twice before it is given up, beside steady
 * requests for another model: those must all be answered, and the endless ones told what happened.
 */
final class Hangs implements Scenario {
  private static final int ENDLESS = 50;
  private static final int RUNS_EACH = 2;
  private static final int KNOWN_AFTER = 20;
  private static final int AT_ONCE = 10;
  private static final double STEADY_PER_SECOND = 200;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LASTS = Duration.ofSeconds(75);
  private static final Duration PATIENCE = Duration.ofSeconds(70);
  private static final String HUNG =
      "soban_hung_runs_total{model=\"" + Loops.MODEL + "\",version=\"1\"}";

  @Override
  public String name() {
    return "hangs";
  }

  @Override
  public String describes() {
    return "requests lost while 100 runs of another model hang";
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    Path models =
        workbench.modelFolder(
            Loops.MODEL,
            Loops.file(workbench),
            "instances: " + AT_ONCE + "\nbatching:\n  policy: fifo\n");
    Path iris = models.resolve("iris/1");
    Files.createDirectories(iris);
    Files.copy(
        workbench.root().resolve("examples/models/iris/1/model.onnx"), iris.resolve("model.onnx"));
    try (Soban soban =
        workbench.startSoban(
            models, "threads:\n  compute: " + (AT_ONCE + workbench.cores()) + "\n")) {
      Workbench.awaitAnswer(soban.address(), IrisRequests.json());
      // A model that never answered is given more time than one whose runs are known to be short.
      for (int i = 0; i < KNOWN_AFTER; i++) {
        Workbench.awaitAnswer(soban.address(), Loops.request(1));
      }
      try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
        Future<Recording> endless =
            thread.submit(() -> run(soban, Loops.request(Loops.ENDLESS), ENDLESS, SECOND));
        Recording steady = run(soban, IrisRequests.json(), STEADY_PER_SECOND, LASTS);
        return verdict(soban, steady.between(Duration.ZERO, LASTS), endless.get());
      }
    }
  }

  private static Recording run(Soban soban, byte[] request, double perSecond, Duration lasts)
      throws IOException {
    Schedule schedule = Schedule.constant(List.of(Kind.of("all", request, 1)), perSecond, lasts, 1);
    return new OpenLoop(soban.address(), schedule.size(), PATIENCE).run(schedule);
  }

  private static Verdict verdict(Soban soban, Tally steady, Recording hung) throws Exception {
    Tally endless = hung.between(Duration.ZERO, SECOND);
    return new Verdict(
        List.of(
            Verdict.Figure.atMost("steady requests lost", (double) steady.unanswered(), "", 0),
            Verdict.Figure.atLeast("endless ones told", (double) endless.failed(), "", ENDLESS),
            Verdict.Figure.atLeast(
                "runs that hung", soban.admin().metric(HUNG), "", ENDLESS * RUNS_EACH)),
        List.of("steady: " + steady, "endless: " + endless));
  }
}
