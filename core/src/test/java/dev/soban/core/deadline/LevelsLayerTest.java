package dev.soban.core.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.PriorityLevels;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException.Cancelled;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LevelsLayerTest {
  private static final PriorityLevels LEVELS =
      new PriorityLevels(6, 5, Duration.ofMillis(100), Map.of(1, Duration.ZERO));

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTimer timer = new ManualTimer();
  private final CompletableFuture<InferenceResponse> below = new CompletableFuture<>();
  private final List<InferenceRequest> seen = new ArrayList<>();
  private final Cancellation whole = new Cancellation();
  private final Predictor predictor =
      new LevelsLayer(LEVELS, timer)
          .around(
              request -> {
                seen.add(request);
                return below;
              });

  @Test
  void what_is_below_sees_the_class_of_the_level() {
    for (int number : new int[] {0, 1, 3, 6, 7}) {
      var _ = ask(number);
    }

    assertThat(seen)
        .extracting(request -> request.context().caller().priority())
        .containsExactly(3, 1, 2, 3, 3);
    assertThat(seen)
        .allSatisfy(request -> assertThat(request.context().caller().tenant()).isEqualTo("kim"));
  }

  @Test
  void who_waits_for_too_long_is_told_and_waits_no_more() {
    var answer = ask(2);

    timer.advance(Duration.ofMillis(99));
    assertThat(answer).isNotDone();
    timer.advance(Duration.ofMillis(1));

    assertThat(answer.exceptionNow())
        .isInstanceOf(DeadlineExceeded.class)
        .hasMessageContaining("100000 µs");
    assertThat(seen.getFirst().context().cancellation().cancelled()).isTrue();
    assertThat(whole.cancelled()).isFalse();
    below.complete(response());
  }

  @Test
  void once_rows_run_there_is_no_limit_any_more() {
    var answer = ask(2);
    seen.getFirst().context().timings().add(Phase.QUEUE, 1);

    timer.advance(Duration.ofSeconds(5));

    assertThat(answer).isNotDone();
    below.complete(response());
    answer.join().close();
  }

  @Test
  void an_answer_in_time_takes_the_alarm_away() {
    var answer = ask(2);

    below.complete(response());

    answer.join().close();
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void a_level_without_a_limit_has_no_alarm() {
    var _ = ask(1);

    assertThat(timer.waiting()).isZero();
    assertThat(seen.getFirst().context().cancellation()).isSameAs(whole);
  }

  @Test
  void who_hangs_up_ends_the_waiting_too() {
    var answer = ask(2);

    whole.cancel(new Cancelled("hung up"));

    assertThat(answer.exceptionNow()).isInstanceOf(Cancelled.class);
    assertThat(seen.getFirst().context().cancellation().cancelled()).isTrue();
    assertThat(timer.waiting()).isZero();
    below.complete(response());
  }

  private CompletableFuture<InferenceResponse> ask(int priority) {
    return predictor
        .predict(
            TestRequests.request(timer.ticker())
                .caller("kim", priority)
                .cancellation(whole)
                .build())
        .toCompletableFuture();
  }

  private InferenceResponse response() {
    return new InferenceResponse(
        new ModelVersion("m", "1"),
        Map.of("y", TestTensors.floats(memory.pool(), Shape.of(1), 1)),
        Parameters.NONE);
  }
}
