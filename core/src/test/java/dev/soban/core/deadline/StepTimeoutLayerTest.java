package dev.soban.core.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
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

class StepTimeoutLayerTest {
  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTimer timer = new ManualTimer();
  private final CompletableFuture<InferenceResponse> below = new CompletableFuture<>();
  private final List<InferenceRequest> seen = new ArrayList<>();
  private final Cancellation whole = new Cancellation();
  private final Predictor predictor =
      new StepTimeoutLayer(Duration.ofMillis(100), timer.ticker(), timer)
          .around(
              request -> {
                seen.add(request);
                return below;
              });

  @Test
  void an_answer_in_time_passes_and_takes_the_alarm_away() {
    var answer = ask(Duration.ofSeconds(5));

    below.complete(response());

    answer.join().close();
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void after_its_time_the_step_ends_and_the_request_goes_on() {
    var answer = ask(Duration.ofSeconds(5));

    timer.advance(Duration.ofMillis(99));
    assertThat(answer).isNotDone();
    timer.advance(Duration.ofMillis(1));

    assertThat(answer.exceptionNow())
        .isInstanceOf(DeadlineExceeded.class)
        .hasMessageContaining("100 ms");
    assertThat(seen.getFirst().context().cancellation().cancelled()).isTrue();
    assertThat(whole.cancelled()).isFalse();
    below.complete(response());
  }

  @Test
  void what_is_below_knows_how_much_time_it_has() {
    var _ = ask(Duration.ofSeconds(5));

    assertThat(seen.getFirst().context().deadline().remainingNanos(timer.ticker().nanos()))
        .isEqualTo(Duration.ofMillis(100).toNanos());
  }

  @Test
  void who_has_less_time_anyway_keeps_the_own_deadline() {
    var _ = ask(Duration.ofMillis(50));

    assertThat(seen.getFirst().context().cancellation()).isSameAs(whole);
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void a_client_that_leaves_ends_the_step_too() {
    var answer = ask(Duration.ofSeconds(5));

    whole.cancel(new Cancelled("gone"));

    assertThat(answer.exceptionNow()).isInstanceOf(Cancelled.class);
    assertThat(seen.getFirst().context().cancellation().cancelled()).isTrue();
    assertThat(timer.waiting()).isZero();
  }

  private CompletableFuture<InferenceResponse> ask(Duration timeout) {
    return predictor
        .predict(TestRequests.request(timer.ticker()).timeout(timeout).cancellation(whole).build())
        .toCompletableFuture();
  }

  private InferenceResponse response() {
    return new InferenceResponse(
        new ModelVersion("m", "1"),
        Map.of("y", TestTensors.floats(memory.pool(), Shape.of(1), 1)),
        Parameters.NONE);
  }
}
