package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.IdentityModel;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Good, bad, large and late requests at the same time leave nothing behind. */
class MixedLoadTest {
  private static final int CALLERS = 8;
  private static final int REQUESTS_EACH = 400;

  private static ServedModels served;
  private static List<byte[]> pictures;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    PictureModels.mnist(models);
    for (String file :
        List.of(
            "tabular/iris_logreg.onnx",
            "tabular/iris_logreg_zipmap.onnx",
            "bad_models/always_fails_at_run.onnx",
            "bad_models/output_shape_depends_on_data.onnx",
            "bad_models/reshape_fails_for_odd.onnx",
            "bad_models/garbage.onnx")) {
      models.bare(TestData.path(file));
    }
    models.bare("identity", IdentityModel.ofAllTypes());
    models.version("slow_loop", TestData.path("bad_models/slow_loop.onnx"));
    pictures =
        Stream.of("valid", "broken", "generated")
            .flatMap(folder -> TestData.in("images_odd/" + folder).stream())
            .map(TestData::read)
            .filter(bytes -> bytes.length < 50_000)
            .toList();
    served = ServedModels.of(models);
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.close();
    }
  }

  @Test
  void thousands_of_mixed_requests_are_all_answered_and_hold_nothing() throws Exception {
    List<Future<?>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      for (int caller = 0; caller < CALLERS; caller++) {
        Random random = new Random(caller);
        callers.add(threads.submit(() -> askMuch(random)));
      }
    }

    for (Future<?> caller : callers) {
      finished(caller);
    }
    served.expectNothingHeld();
    assertThat(iris(new Random(1), Transfer.JSON).status()).isEqualTo(200);
    served.expectNothingHeld();
  }

  private static void finished(Future<?> caller) throws InterruptedException {
    try {
      caller.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static void askMuch(Random random) {
    for (int i = 0; i < REQUESTS_EACH; i++) {
      Transfer transfer =
          new Transfer(
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean());
      switch (random.nextInt(20)) {
        case 0 -> expect(refused(random, transfer), 400, 500);
        case 1 -> expect(late(transfer), 504);
        case 2 -> expect(ask("garbage", "x", TensorValue.texts("x"), transfer), 503);
        case 3 -> expect(ask("iris_logreg", "x", TensorValue.texts("x"), transfer), 400);
        case 4 -> expect(malformed(random), 400);
        case 5, 6, 7 -> expect(picture(random), 200, 400, 413);
        case 8, 9 -> expect(identity(random, transfer), 200);
        case 10, 11 -> nonZero(random, transfer);
        default -> expect(iris(random, transfer), 200);
      }
    }
  }

  private static void expect(Answer answer, Integer... statuses) {
    assertThat(answer.status()).as(answer.text()).isIn((Object[]) statuses);
  }

  private static Answer iris(Random random, Transfer transfer) {
    int rows = 1 + random.nextInt(30);
    double[] values = random.doubles(rows * 4L, 0, 7).toArray();
    String model = random.nextBoolean() ? "iris_logreg" : "iris_logreg_zipmap";
    TensorValue input = TensorValue.numbers("FP32", TensorValue.shape(rows, 4), values);
    return ask(model, "float_input", input, transfer);
  }

  private static Answer identity(Random random, Transfer transfer) {
    int rows = 1 + random.nextInt(40);
    Question question = new Question();
    for (String type : IdentityModel.TYPES.keySet()) {
      List<Long> shape = TensorValue.shape(rows, 50);
      question.input(
          "in_" + type,
          type.equals(TensorValue.STRINGS)
              ? TensorValue.strings(shape, Collections.nCopies(rows * 50, new byte[] {65}))
              : TensorValue.numbers(
                  type, shape, random.ints(rows * 50L, 0, 2).asDoubleStream().toArray()));
    }
    return served.client().infer("identity", question, transfer);
  }

  private static Answer refused(Random random, Transfer transfer) {
    return random.nextBoolean()
        ? ask("always_fails_at_run", "i", TensorValue.longs(List.of(1L), 9), transfer)
        : ask("reshape_fails_for_odd", "x", TensorValue.floats(List.of(3L), 1, 2, 3), transfer);
  }

  private static Answer late(Transfer transfer) {
    Question question =
        Question.of("n", TensorValue.longs(List.of(), Long.MAX_VALUE))
            .input("v", TensorValue.floats(TensorValue.shape(64, 64), new float[64 * 64]))
            .timeoutMicros(20_000);
    return served.client().infer("slow_loop", question, transfer);
  }

  private static Answer malformed(Random random) {
    String body = "{\"inputs\":[{\"name\":\"float_input\",\"shape\":[1,4],\"datatype\":\"FP32\",";
    String cut = body.substring(0, 1 + random.nextInt(body.length() - 1));
    return served
        .client()
        .post(
            "/v2/models/iris_logreg/infer",
            "application/json",
            cut.getBytes(StandardCharsets.UTF_8));
  }

  private static Answer picture(Random random) {
    return served
        .client()
        .post(
            "/predictions/mnist",
            "application/octet-stream",
            pictures.get(random.nextInt(pictures.size())));
  }

  private static void nonZero(Random random, Transfer transfer) {
    int ones = random.nextInt(4);
    TensorValue x =
        TensorValue.floats(
            TensorValue.shape(1, 3), ones > 0 ? 1 : 0, ones > 1 ? 1 : 0, ones > 2 ? 1 : 0);
    Answer answer = ask("output_shape_depends_on_data", "x", x, transfer);
    assertThat(answer.output("y").shape()).containsExactly(2L, (long) ones);
  }

  private static Answer ask(String model, String input, TensorValue value, Transfer transfer) {
    return served.client().infer(model, Question.of(input, value), transfer);
  }
}
