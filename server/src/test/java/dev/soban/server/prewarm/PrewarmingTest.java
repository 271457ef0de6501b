package dev.soban.server.prewarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.cache.CacheLayer;
import dev.soban.core.cache.CacheSettings;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.core.predict.PredictionException.Conflict;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTicker;
import dev.soban.server.ScriptedModel;
import dev.soban.server.prewarm.Prewarming.Report;
import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PrewarmingTest {
  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  @TempDir Path folder;
  private final ManualTicker ticker = new ManualTicker();
  private final Served echo = ScriptedModel.echo("m", ScriptedModel.spec("x", DataType.FP32, -1));
  private final CacheLayer cache =
      new CacheLayer(
          new CacheSettings(true, 1L << 20, Duration.ZERO, false, Optional.empty()),
          Duration.ZERO,
          memory.pool(),
          ticker);
  private final Served served =
      ScriptedModel.cached(
          ScriptedModel.of(echo.description(), cache.around(echo.predictor())), cache);
  private final Prewarming prewarming = new Prewarming(memory.pool(), ticker);

  @AfterEach
  void closeCache() {
    cache.close();
  }

  private static String line(int value) {
    return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":["
        + value
        + "]}]}";
  }

  private static BufferedReader lines(String text) {
    return new BufferedReader(new StringReader(text));
  }

  @Test
  void what_was_asked_beforehand_is_answered_at_once_to_every_tenant() throws Exception {
    String many =
        IntStream.range(0, 100).mapToObj(PrewarmingTest::line).collect(Collectors.joining("\n"));

    assertThat(prewarming.run(served, lines(many))).isEqualTo(new Report(100, 100, List.of()));

    assertThat(cache.counts().entries()).isEqualTo(100);
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1), 42)) {
      InferenceRequest request =
          TestRequests.request(ticker).input("x", input).caller("any", 0).build();
      try (InferenceResponse response =
          served.predictor().predict(request).toCompletableFuture().join()) {
        assertThat(response.origin().cache()).isEqualTo(CacheUse.HIT);
      }
    }
  }

  @Test
  void a_bad_line_is_told_and_does_not_stop_the_others() throws Exception {
    Report report = prewarming.run(served, lines(line(1) + "\n\nno json\n" + line(2)));

    assertThat(report.requests()).isEqualTo(3);
    assertThat(report.answered()).isEqualTo(2);
    assertThat(report.problems()).singleElement().asString().startsWith("line 3: ");
  }

  @Test
  void a_file_is_read_line_by_line() throws Exception {
    Path file = Files.writeString(folder.resolve("often.jsonl"), line(1) + "\n" + line(2) + "\n");

    assertThat(prewarming.run(served, file)).isEqualTo(new Report(2, 2, List.of()));
    assertThatThrownBy(() -> prewarming.run(served, folder.resolve("missing.jsonl")))
        .isInstanceOf(InvalidInput.class)
        .hasMessageStartingWith("prewarm: missing.jsonl cannot be read: ");
  }

  @Test
  void a_model_that_keeps_no_answers_says_how_to_make_it() {
    assertThatThrownBy(() -> prewarming.run(echo, lines(line(1))))
        .isInstanceOf(Conflict.class)
        .hasMessage("model m/1: keeps no answers (expected: cache.enabled in its model.yaml)");
  }
}
