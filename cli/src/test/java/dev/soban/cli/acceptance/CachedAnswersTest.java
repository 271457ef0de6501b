package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose model.yaml switches the cache on, and names what to answer beforehand. */
class CachedAnswersTest {
  private static final String OFTEN =
      "{\"inputs\":[{\"name\":\"float_input\",\"datatype\":\"FP32\",\"shape\":[1,4],"
          + "\"data\":[5.1,3.5,1.4,0.2]}]}\n"
          + "not a request\n";

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models =
        new ModelsFolder(root)
            .version("iris", TestData.path("tabular/iris_logreg.onnx"))
            .settings("iris", "cache: {enabled: true, prewarm: often.jsonl}")
            .file("iris/often.jsonl", OFTEN.getBytes(StandardCharsets.UTF_8));
    served = ServedModels.of(models);
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.close();
    }
  }

  private static Answer ask(float sepalLength) {
    TensorValue row = TensorValue.floats(TensorValue.shape(1, 4), sepalLength, 3.5f, 1.4f, 0.2f);
    Answer answer = served.client().infer("iris", Question.of("float_input", row), Transfer.JSON);
    assertThat(answer.output("label").numbers()).containsExactly(0);
    return answer;
  }

  @Test
  void what_was_answered_beforehand_is_a_hit_and_anything_else_is_one_the_second_time() {
    assertThat(ask(5.1f).header("x-soban-cache")).hasValue("hit");
    assertThat(ask(5.2f).header("x-soban-cache")).hasValue("miss");
    assertThat(ask(5.2f).header("x-soban-cache")).hasValue("hit");
    assertThat(served.admin().get("/metrics").text())
        .contains("soban_cache_hits_total{model=\"iris\",version=\"1\"} 2.0");
    assertThat(served.client().get("/v2/models/iris/config").text())
        .contains("\"response_cache\":{\"enable\":true}");
  }
}
