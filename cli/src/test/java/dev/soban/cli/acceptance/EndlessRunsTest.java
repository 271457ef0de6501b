package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that would never end are ended, and their engine runs for others again. */
class EndlessRunsTest {
  private static final long ENDLESS = 9_000_000_000_000_000_000L;

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    models
        .version("slow_loop", TestData.path("bad_models/slow_loop.onnx"))
        .settings("slow_loop", "instances: 1\nlimits:\n  timeout: 500ms\n");
    models
        .version("patient_loop", TestData.path("bad_models/slow_loop.onnx"))
        .settings("patient_loop", "instances: 1\n");
    models.bare(TestData.path("tabular/iris_logreg.onnx"));
    served = ServedModels.of(models);
  }

  @AfterEach
  void nothing_is_held() {
    served.expectNothingHeld();
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.close();
    }
  }

  @Test
  void an_endless_run_ends_at_the_models_limit_and_frees_the_engine() {
    Answer endless = loop(ENDLESS, 0);
    Answer quick = loop(1_000, 0);

    assertThat(endless.status()).isEqualTo(504);
    assertThat(endless.error()).contains("500");
    assertThat(quick.output("y").shape()).containsExactly(64L, 64L);
  }

  @Test
  void an_endless_run_ends_at_the_callers_limit() {
    assertThat(loop(ENDLESS, 100_000).status()).isEqualTo(504);
    assertThat(loop(10, 0).status()).isEqualTo(200);
  }

  @Test
  void an_endless_run_ends_when_its_caller_hangs_up() {
    served
        .client()
        .inferAndHangUp(
            "patient_loop",
            loopQuestion(ENDLESS),
            () -> served.metric("soban_requests_in_flight") > 0);

    Question soon = loopQuestion(10).timeoutMicros(20_000_000);
    Answer next = served.client().infer("patient_loop", soon, Transfer.JSON);

    assertThat(next.status()).as(next.text()).isEqualTo(200);
  }

  @Test
  void others_answer_while_an_endless_run_goes_on() {
    CompletableFuture<Answer> endless = CompletableFuture.supplyAsync(() -> loop(ENDLESS, 0));
    int answered = 0;
    while (!endless.isDone()) {
      served.expectIrisAnswers();
      answered++;
    }

    assertThat(endless.join().status()).isEqualTo(504);
    assertThat(answered).isGreaterThan(1);
  }

  private static Answer loop(long times, long timeoutMicros) {
    Question question = loopQuestion(times);
    if (timeoutMicros > 0) {
      question.timeoutMicros(timeoutMicros);
    }
    return served.client().infer("slow_loop", question, Transfer.BINARY);
  }

  private static Question loopQuestion(long times) {
    return Question.of("n", TensorValue.longs(List.of(), times))
        .input("v", TensorValue.floats(TensorValue.shape(64, 64), new float[64 * 64]));
  }
}
