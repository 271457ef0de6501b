package dev.soban.core.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Cancelled;
import dev.soban.core.predict.PredictionException.Conflict;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.RequestContext.Caller;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.prepare.PrepareLayer.DecodePool;
import dev.soban.core.schedule.Bounds;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is decoded next, and who may wait for it. Files are numbers, turns are given by hand. */
class DecodeLineTest {
  private static final int HIGH = 1;
  private static final int NORMAL = 2;
  private static final int LOW = 3;

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTicker ticker = new ManualTicker();
  private final StepExecutor steps = new StepExecutor();
  private final List<String> decoded = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private Predictor layer = layer(1, Bounds.NONE);

  @Test
  void a_light_tenant_passes_a_flood() {
    flood(100);
    runSome(10);

    Answer light = ask(request("light", NORMAL), "7");
    runSome(1);

    assertThat(light.values()).containsExactly(7);
    assertThat(decoded).hasSize(11);
    runAllAndCheck();
  }

  @Test
  void tenants_share_by_weight_whatever_they_have_waiting() {
    flood(100);
    for (int i = 0; i < 30; i++) {
      ask(TestRequests.request(ticker).caller(new Caller("heavy", 0, 3)), "7");
    }
    runSome(24);

    assertThat(decoded.stream().filter("7"::equals).count()).isBetween(17L, 19L);
    runAllAndCheck();
  }

  @Test
  void one_who_sends_few_large_requests_is_not_kept_out_by_many_small_ones_of_another() {
    flood(100);

    Answer light = ask(request("light", NORMAL), "7", "7", "7", "7");
    runSome(20);

    assertThat(light.answer).isCompleted();
    runAllAndCheck();
  }

  @Test
  void small_requests_go_before_large_ones_that_are_not_forgotten() {
    Answer large = ask(request("a", NORMAL), numbers(30));
    for (int i = 0; i < 40; i++) {
      ask(request("a", NORMAL), "7");
    }
    runSome(40);

    assertThat(decoded.stream().filter(file -> !file.equals("7")).count()).isBetween(4L, 6L);
    runAllAndCheck();
    assertThat(large.values()).isSorted().hasSize(30);
  }

  @Test
  void classes_that_wait_are_decoded_by_their_shares() {
    for (int i = 0; i < 40; i++) {
      ask(request("a", LOW), "3");
      ask(request("a", NORMAL), "2");
      ask(request("a", HIGH), "1");
    }
    runSome(46);

    assertThat(decoded.stream().filter("1"::equals).count()).isEqualTo(32);
    assertThat(decoded.stream().filter("2"::equals).count()).isEqualTo(12);
    assertThat(decoded.stream().filter("3"::equals).count()).isEqualTo(2);
    runAllAndCheck();
  }

  @Test
  void who_hangs_up_frees_the_place_at_once() {
    layer = layer(1, new Bounds(2, 100, 1 << 20));
    ask(request("a", NORMAL), "1");
    Cancellation cancellation = new Cancellation();
    Answer gone = ask(request("a", NORMAL).cancellation(cancellation), "2", "3");
    Answer refused = ask(request("a", NORMAL), "4");

    cancellation.cancel(new Cancelled("gone"));
    Answer next = ask(request("a", NORMAL), "5");

    assertThat(gone.failure()).hasMessage("gone");
    assertThat(refused.failure())
        .isInstanceOf(Overloaded.class)
        .hasMessageContaining("before decoding: 2 requests wait (expected: fewer than 2)");
    steps.runAll();
    assertThat(decoded).containsExactly("1", "5");
    assertThat(next.values()).containsExactly(5);
  }

  @Test
  void a_picture_that_breaks_takes_the_rest_of_its_request_out() {
    Answer broken = ask(request("a", NORMAL), "bad body", "2", "3");
    Answer whole = ask(request("b", NORMAL), "7");

    steps.runAll();

    assertThat(broken.failure()).hasMessage("element 0: broken");
    assertThat(whole.values()).containsExactly(7);
    assertThat(decoded).containsExactlyInAnyOrder("bad body", "7");
  }

  @Test
  void who_waited_past_the_deadline_is_told_and_not_decoded() {
    Answer late = ask(request("a", NORMAL).timeout(Duration.ofMillis(10)), "1", "2");
    Answer patient = ask(request("b", NORMAL), "3");
    ticker.advance(Duration.ofMillis(10));

    steps.runAll();

    assertThat(late.failure())
        .isInstanceOf(DeadlineExceeded.class)
        .hasMessageContaining("no answer within 10 ms");
    assertThat(patient.values()).containsExactly(3);
    assertThat(decoded).containsExactly("3");
  }

  @Test
  void a_newer_frame_takes_the_place_of_the_one_that_waits() {
    ask(request("other", NORMAL), "1");
    Answer older = ask(request("a", NORMAL).parameter("keep_latest", "camera"), "2");

    Answer newer = ask(request("a", NORMAL).parameter("keep_latest", "camera"), "3");
    steps.runAll();

    assertThat(older.failure()).isInstanceOf(Conflict.class);
    assertThat(newer.values()).containsExactly(3);
    assertThat(decoded).containsExactlyInAnyOrder("1", "3");
  }

  @Test
  void a_flood_is_refused_with_the_time_to_wait_and_a_light_tenant_let_in() {
    learnPace(Duration.ofMillis(300));
    flood(3);

    Answer fourth = ask(request("flood", NORMAL), "9");
    Answer fifth = ask(request("flood", NORMAL), "9");
    Answer light = ask(request("light", NORMAL), "7");

    assertThat(fourth.answer).isNotDone();
    assertThat(fifth.failure())
        .isInstanceOf(Overloaded.class)
        .hasMessage(
            "4 requests wait for their pictures to be decoded, this one would for 1200 ms"
                + " (expected: at most 1000 ms); try again later");
    assertThat(light.answer).isNotDone();
    runAllAndCheck();
  }

  @Test
  void a_large_request_is_let_in_when_its_first_picture_would_be_decoded_soon() {
    learnPace(Duration.ofMillis(300));
    flood(4);

    Answer light = ask(request("light", NORMAL), numbers(20));

    assertThat(light.answer).isNotDone();
    runAllAndCheck();
  }

  @Test
  void the_time_to_wait_is_as_long_as_the_line_is_too_long() {
    learnPace(Duration.ofMillis(300));
    ask(request("a", NORMAL), numbers(20));

    Overloaded refusal = (Overloaded) ask(request("a", NORMAL), numbers(20)).failure();

    assertThat(refusal.retryAfter().toMillis()).isBetween(4_990L, 5_000L);
    runAllAndCheck();
  }

  @Test
  void the_lowest_class_is_refused_first() {
    learnPace(Duration.ofMillis(100));
    for (int i = 0; i < 8; i++) {
      ask(request("a", NORMAL), "2");
    }

    Answer low = ask(request("b", LOW).timeout(Duration.ofSeconds(2)), "3");
    Answer normal = ask(request("b", NORMAL).timeout(Duration.ofSeconds(2)), "2");

    assertThat(low.failure()).isInstanceOf(Overloaded.class);
    assertThat(normal.answer).isNotDone();
    runAllAndCheck();
  }

  @Test
  void a_request_with_little_time_is_refused_by_a_shorter_line() {
    learnPace(Duration.ofMillis(300));
    flood(1);

    Answer hurried = ask(request("flood", NORMAL).timeout(Duration.ofSeconds(1)), "3");
    Answer patient = ask(request("flood", NORMAL).timeout(Duration.ofSeconds(2)), "4");

    assertThat(hurried.failure()).isInstanceOf(Overloaded.class);
    runAllAndCheck();
    assertThat(patient.values()).containsExactly(4);
  }

  @Test
  void more_pictures_than_can_be_decoded_in_time_are_refused_before_the_first() {
    learnPace(Duration.ofMillis(100));

    Answer hopeless = ask(request("a", NORMAL).timeout(Duration.ofMillis(500)), numbers(20));

    assertThat(hopeless.failure())
        .isInstanceOf(DeadlineExceeded.class)
        .hasMessageStartingWith("decoding alone: 20 rows take");
    assertThat(decoded).hasSize(3);
  }

  @Test
  void in_a_full_line_a_lower_class_gives_up_its_place() {
    layer = layer(1, new Bounds(2, 100, 1 << 20));
    ask(request("a", NORMAL), "1");
    Answer low = ask(request("a", LOW), "2");

    Answer high = ask(request("a", HIGH), "3");
    steps.runAll();

    assertThat(low.failure()).isInstanceOf(Overloaded.class).hasMessageContaining("gave its place");
    assertThat(high.values()).containsExactly(3);
  }

  @Test
  void a_version_asks_for_no_more_turns_at_once_than_it_has_lanes_for() {
    layer = layer(2, Bounds.NONE);

    ask(request("a", NORMAL), "1");
    assertThat(steps.waiting()).isEqualTo(1);
    ask(request("a", NORMAL), numbers(5));
    flood(5);

    assertThat(steps.waiting()).isEqualTo(2);
    runAllAndCheck();
  }

  @Test
  void what_waits_while_the_pool_takes_no_more_is_decoded_by_the_lanes_at_work() {
    layer = layer(2, Bounds.NONE);
    Answer first = ask(request("a", NORMAL), "1");
    steps.refuse();
    Answer second = ask(request("b", NORMAL), "2", "3");

    steps.runAll();

    assertThat(first.values()).containsExactly(1);
    assertThat(second.values()).containsExactly(2, 3);
  }

  @Test
  void a_pool_that_took_no_more_may_take_again() {
    steps.refuse();
    assertThat(ask(request("a", NORMAL), "1").failure()).isInstanceOf(Overloaded.class);
    steps.takeAgain();

    Answer next = ask(request("a", NORMAL), "2");
    steps.runAll();

    assertThat(next.values()).containsExactly(2);
  }

  @Test
  void what_waits_holds_no_memory_for_its_rows() {
    ask(request("a", NORMAL), "1");
    long held = memory.pool().heldSlabs();
    ask(request("a", NORMAL), numbers(20));

    assertThat(memory.pool().heldSlabs()).isEqualTo(held + 1);
    runAllAndCheck();
  }

  /** Three pictures, each in a turn that takes so long. */
  private void learnPace(Duration each) {
    for (int i = 0; i < 3; i++) {
      ask(request("first", NORMAL), "1");
      ticker.advance(each);
      steps.runAll();
    }
  }

  private void flood(int requests) {
    for (int i = 0; i < requests; i++) {
      ask(request("flood", NORMAL), "9");
    }
  }

  private void runSome(int turns) {
    for (int i = 0; i < turns; i++) {
      steps.runOne();
    }
  }

  /** Everybody who was let in is answered. */
  private void runAllAndCheck() {
    steps.runAll();
    assertThat(answers).allMatch(each -> each.answer.isDone());
  }

  private static String[] numbers(int count) {
    String[] numbers = new String[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = Integer.toString(100 + i);
    }
    return numbers;
  }

  private TestRequests request(String tenant, int priority) {
    return TestRequests.request(ticker).caller(tenant, priority);
  }

  private Answer ask(TestRequests request, String... files) {
    try (Tensor input = TestTensors.strings(memory.pool(), files)) {
      Answer answer =
          new Answer(layer.predict(request.input("x", input).build()).toCompletableFuture());
      answers.add(answer);
      return answer;
    }
  }

  private Predictor layer(int width, Bounds bounds) {
    return new PrepareLayer(
            new NumberDecoder(decoded),
            new DecodeLine(new DecodePool(steps, width), bounds, ticker),
            memory.pool(),
            ticker)
        .around(
            request ->
                CompletableFuture.completedFuture(
                    new InferenceResponse(
                        new ModelVersion("m", "1"),
                        Map.of("x", request.inputs().get("x").share()),
                        Parameters.NONE)));
  }

  /** What became of a request; lets go of an answer's tensors as soon as it comes. */
  private static final class Answer {
    private final CompletableFuture<long[]> answer;

    Answer(CompletableFuture<InferenceResponse> response) {
      this.answer =
          response.thenApply(
              each -> {
                try (each) {
                  return TestTensors.longs(each.outputs().get("x"));
                }
              });
    }

    long[] values() {
      return answer.resultNow();
    }

    PredictionException failure() {
      Throwable thrown = answer.exceptionNow();
      return (PredictionException) (thrown.getCause() == null ? thrown : thrown.getCause());
    }
  }
}
