package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.Kind;
import dev.soban.benchmarks.generator.OpenLoop;
import dev.soban.benchmarks.generator.Recording;
import dev.soban.benchmarks.generator.Schedule;
import dev.soban.benchmarks.generator.Tally;
import dev.soban.benchmarks.request.Requests;
import dev.soban.benchmarks.workbench.Soban;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A hundred hot swaps through the admin port while requests keep coming, then a thousand times
 * loading and unloading: nothing may be lost, and nothing may grow.
 */
final class Swaps implements Scenario {
  private static final String MODEL = "flower";
  private static final int SWAPS = 100;
  private static final int CYCLES = 1_000;
  private static final int LOOKS = 30;
  private static final double PER_SECOND = 1_000;
  private static final Duration LOAD = Duration.ofSeconds(40);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_CONNECTIONS = 4_000;
  private static final double CEILING = 1.05;

  @Override
  public String name() {
    return "swaps";
  }

  @Override
  public String describes() {
    return "requests lost by 100 hot swaps under load; growth by 1,000 loads and unloads";
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    try (Soban soban = workbench.startSoban(models(workbench), "")) {
      Workbench.awaitAnswer(soban.address(), request());
      List<Verdict.Figure> figures = new ArrayList<>();
      Tally tally = swapUnderLoad(workbench, soban);
      figures.add(
          Verdict.Figure.atMost(
              "requests without their answer", (double) tally.unanswered(), "", 0));
      MemoryWatch watch = new MemoryWatch(soban);
      unload(soban, "2");
      for (int i = 0; i < LOOKS; i++) {
        cycle(soban, Math.ceilDiv(workbench.times(CYCLES), LOOKS));
        workbench.say(watch.look().toString());
      }
      figures.addAll(watch.growth(CEILING));
      return new Verdict(figures, List.of("while swapping: " + tally));
    }
  }

  private static Path models(Workbench workbench) throws IOException {
    Path iris = workbench.root().resolve("examples/models/iris/1/model.onnx");
    Path models = workbench.modelFolder(MODEL, iris, "aliases:\n  champion: 1\n");
    workbench.addVersion(models, MODEL, "2", iris);
    return models;
  }

  private static byte[] request() {
    return Requests.post(
        "/v2/models/" + MODEL + "/infer",
        "application/json",
        "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[5.1,3.5,1.4,0.2]}]}"
            .getBytes(StandardCharsets.UTF_8));
  }

  private static Tally swapUnderLoad(Workbench workbench, Soban soban) throws Exception {
    Duration lasts = workbench.lasting(LOAD);
    Schedule schedule =
        Schedule.poisson(List.of(Kind.of("all", request(), 1)), PER_SECOND, lasts, 1);
    OpenLoop loop = new OpenLoop(soban.address(), MAX_CONNECTIONS, PATIENCE);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Recording> running = thread.submit(() -> loop.run(schedule));
      int swaps = workbench.times(SWAPS);
      for (int i = 0; i < swaps; i++) {
        swap(soban, i % 2 == 0 ? "2" : "1", i % 2 == 0 ? "1" : "2");
      }
      workbench.say(swaps + " swaps" + (running.isDone() ? ", longer than the load" : ""));
      return running.get().between(Duration.ZERO, lasts);
    }
  }

  private static void swap(Soban soban, String to, String from) throws Exception {
    load(soban, to);
    told(
        soban
            .admin()
            .send(
                "PUT",
                "/admin/models/" + MODEL + "/aliases/champion",
                "{\"version\": \"" + to + "\"}"));
    unload(soban, from);
  }

  private static void cycle(Soban soban, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      load(soban, "2");
      unload(soban, "2");
    }
  }

  private static void load(Soban soban, String version) throws Exception {
    told(soban.admin().send("POST", path(version) + ":load", ""));
  }

  private static void unload(Soban soban, String version) throws Exception {
    told(soban.admin().send("POST", path(version) + ":unload", ""));
  }

  private static String path(String version) {
    return "/admin/models/" + MODEL + "/versions/" + version;
  }

  private static void told(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " of " + answer.uri() + ": " + answer.body());
    }
  }
}
