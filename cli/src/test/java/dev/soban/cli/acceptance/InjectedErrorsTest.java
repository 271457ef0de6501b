package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred errors of an engine among ten times as many good requests, all at once. */
class InjectedErrorsTest {
  private static final int CALLERS = 10;
  private static final int ERRORS_EACH = 10;
  private static final int GOOD_PER_ERROR = 10;
  private static final long OUT_OF_BOUNDS = 9;

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    models.bare(TestData.path("bad_models/always_fails_at_run.onnx"));
    served = ServedModels.of(models);
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.close();
    }
  }

  @Test
  void a_hundred_errors_under_load_fail_themselves_and_lose_nobody_else() throws Exception {
    List<Future<Integer>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      for (int caller = 0; caller < CALLERS; caller++) {
        callers.add(threads.submit(InjectedErrorsTest::failures));
      }
    }

    int failures = 0;
    for (Future<Integer> caller : callers) {
      failures += caller.get();
    }
    assertThat(failures).isEqualTo(CALLERS * ERRORS_EACH);
    served.expectNothingHeld();
    assertThat(served.metric("soban_requests_in_flight")).isZero();
  }

  /** Asks for good and bad, checks each answer, and counts the failures that were told. */
  private static int failures() {
    int failures = 0;
    for (int i = 0; i < ERRORS_EACH * (GOOD_PER_ERROR + 1); i++) {
      boolean bad = i % (GOOD_PER_ERROR + 1) == 0;
      Answer answer = ask(bad ? OUT_OF_BOUNDS : i % 4);
      if (bad) {
        assertThat(answer.status()).as(answer.text()).isBetween(400, 500);
        assertThat(answer.error()).isNotBlank();
        failures++;
      } else {
        assertThat(answer.output("y").held()).isEqualTo(1);
      }
    }
    return failures;
  }

  private static Answer ask(long index) {
    TensorValue value = TensorValue.longs(List.of(1L), index);
    return served.client().infer("always_fails_at_run", Question.of("i", value), Transfer.JSON);
  }
}
