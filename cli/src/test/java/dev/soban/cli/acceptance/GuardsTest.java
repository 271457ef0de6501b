package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Json;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import dev.soban.repository.yaml.Overlay;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that hangs, guarded by its model.yaml, as a client and an operator see it. */
class GuardsTest {
  private static final long ENDLESS = 9_000_000_000_000_000_000L;
  private static final int VALUES = 64 * 64;

  @TempDir Path folder;

  @Test
  void a_model_that_hangs_is_stood_in_for_left_alone_and_written_down() throws Exception {
    try (ServedModels served = serve()) {
      Answer endless = ask(served, ENDLESS);
      assertThat(endless.status()).as(endless.text()).isEqualTo(200);
      assertThat(endless.header("x-soban-degraded")).contains("constant");
      assertThat(endless.output("y").numbers()).hasSize(VALUES).containsOnly(7.0);

      Answer quick = ask(served, 10);
      assertThat(quick.header("x-soban-degraded")).contains("model:other");
      assertThat(Json.object(quick.json()).get("model_name")).isEqualTo("other");

      String stack = served.admin().get("/admin/stack/guarded").text();
      assertThat(stack).contains("{\"layer\":\"breaker\",\"state\":\"open\"");
      String metrics = served.admin().get("/metrics").text();
      assertThat(metrics)
          .contains("soban_breaker_state{model=\"guarded\",version=\"1\"} 2.0")
          .contains(degraded("constant", 1))
          .contains(degraded("model:other", 1));
      served.expectNothingHeld();
    }

    List<Map<String, Object>> log = log();
    assertThat(log)
        .extracting(line -> line.get("degraded"))
        .containsExactly("constant", "model:other");
    assertThat(log).extracting(line -> line.get("model")).containsOnly("guarded");
    assertThat(Json.list(log.getFirst().get("inputs")).toString())
        .contains("9000000000000000000")
        .contains("size_bytes=16384");
  }

  @Test
  void without_a_fallback_an_open_breaker_is_503_and_says_when_to_come_back() {
    try (ServedModels served = serve()) {
      assertThat(infer(served, "alone", ENDLESS).status()).isEqualTo(504);

      Answer refused = infer(served, "alone", 10);

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.error()).contains("it is asked again in");
      assertThat(Integer.parseInt(refused.header("retry-after").orElse("0"))).isBetween(30, 76);
      served.expectNothingHeld();
    }
  }

  private ServedModels serve() {
    ModelsFolder models = new ModelsFolder(folder.resolve("models"));
    Path loop = TestData.path("bad_models/slow_loop.onnx");
    String breaker = "breaker: {window: 10, min_calls: 1, open_for: 60s}\n";
    models
        .version("guarded", loop)
        .file("guarded/answer.json", answer().getBytes(StandardCharsets.UTF_8))
        .settings(
            "guarded",
            "step_timeout: 300ms\n"
                + breaker
                + "fallback: [{model: other}, {constant: answer.json}]\n"
                + "prediction_log: {inputs: true, max_tensor_size: 64}\n");
    models.version("other", loop).settings("other", "limits: {timeout: 700ms}\n");
    models.version("alone", loop).settings("alone", "step_timeout: 300ms\n" + breaker);
    return ServedModels.of(
        models, new Overlay("prediction_log.folder", folder.resolve("log").toString(), "test"));
  }

  private static String answer() {
    return "{\"outputs\": [{\"name\": \"y\", \"datatype\": \"FP32\", \"shape\": [64, 64], \"data\": "
        + Collections.nCopies(VALUES, "7")
        + "}]}";
  }

  private List<Map<String, Object>> log() throws Exception {
    return Files.readAllLines(folder.resolve("log/predictions.jsonl")).stream()
        .map(line -> Json.object(Json.read(line)))
        .toList();
  }

  private static String degraded(String kind, int count) {
    return "soban_degraded_answers_total{kind=\""
        + kind
        + "\",model=\"guarded\",version=\"1\"} "
        + count
        + ".0";
  }

  private static Answer ask(ServedModels served, long times) {
    return infer(served, "guarded", times);
  }

  private static Answer infer(ServedModels served, String model, long times) {
    return served
        .client()
        .infer(
            model,
            Question.of("n", TensorValue.longs(List.of(), times))
                .input("v", TensorValue.floats(TensorValue.shape(64, 64), new float[VALUES])),
            Transfer.JSON);
  }
}
