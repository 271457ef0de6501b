package dev.soban.core.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.Await;
import dev.soban.core.time.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeadlineLayerTest {
  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTimer timer = new ManualTimer();
  private final CompletableFuture<InferenceResponse> below = new CompletableFuture<>();
  private final List<InferenceRequest> seen = new ArrayList<>();
  private final Predictor predictor =
      new DeadlineLayer(Duration.ofSeconds(60), timer.ticker(), timer)
          .around(
              request -> {
                seen.add(request);
                return below;
              });

  @Test
  void an_answer_in_time_passes_and_takes_the_alarm_away() {
    var answer = predict(request());

    below.complete(response());

    assertThat(answer).isCompleted();
    answer.join().close();
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void at_the_deadline_the_request_fails_and_everybody_below_is_told() {
    TestRequests asked = request().timeout(Duration.ofSeconds(2));
    var answer = predict(asked);

    timer.advance(Duration.ofMillis(1_999));
    assertThat(answer).isNotDone();
    timer.advance(Duration.ofMillis(1));

    assertThat(answer).isCompletedExceptionally();
    assertThat(answer.exceptionNow())
        .isInstanceOf(DeadlineExceeded.class)
        .hasMessageStartingWith("no answer within 2000 ms");
    assertThat(seen.getFirst().context().cancellation().cancelled()).isTrue();
  }

  @Test
  void the_models_own_limit_counts_when_it_is_shorter_and_travels_downwards() {
    var answer = predict(request().timeout(Duration.ofHours(1)));

    assertThat(seen.getFirst().context().deadline().timeout()).isEqualTo(Duration.ofSeconds(60));
    timer.advance(Duration.ofSeconds(60));
    assertThat(answer.exceptionNow()).isInstanceOf(DeadlineExceeded.class);
  }

  @Test
  void a_request_that_comes_too_late_goes_no_further() {
    InferenceRequest request = request().timeout(Duration.ofSeconds(1)).build();
    timer.advance(Duration.ofSeconds(1));

    var answer = predictor.predict(request).toCompletableFuture();

    assertThat(answer.exceptionNow()).isInstanceOf(DeadlineExceeded.class);
    assertThat(seen).isEmpty();
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void an_answer_that_comes_too_late_is_closed() {
    var answer = predict(request());
    timer.advance(Duration.ofSeconds(60));

    below.complete(response());

    assertThat(answer).isCompletedExceptionally();
  }

  @Test
  void a_client_that_hangs_up_ends_the_request_at_once() {
    Cancellation cancellation = new Cancellation();
    var answer = predict(request().cancellation(cancellation));

    cancellation.cancel(new PredictionException.Cancelled("gone"));

    assertThat(answer.exceptionNow()).isInstanceOf(PredictionException.Cancelled.class);
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void a_request_cancelled_before_it_came_fails_with_that_reason() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel(new PredictionException.Cancelled("gone"));

    var answer = predict(request().cancellation(cancellation));

    assertThat(answer.exceptionNow()).hasMessage("gone");
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void a_failure_passes_as_it_is() {
    var answer = predict(request());

    below.completeExceptionally(new PredictionException.InvalidInput("bad"));

    assertThat(answer.exceptionNow()).isInstanceOf(PredictionException.InvalidInput.class);
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void when_home_refuses_the_request_still_fails() {
    var answer =
        predict(
            request()
                .home(
                    task -> {
                      throw new RejectedExecutionException("closed");
                    }));

    timer.advance(Duration.ofSeconds(60));

    Await.until("the spare home completed it", answer::isDone);
    assertThat(answer.exceptionNow()).isInstanceOf(DeadlineExceeded.class);
  }

  @Test
  void a_timeout_beyond_all_time_is_no_failure() {
    var answer = predict(request().timeout(Duration.ofSeconds(Long.MAX_VALUE)));

    assertThat(answer).isNotDone();
    timer.advance(Duration.ofSeconds(60));
    assertThat(answer.exceptionNow()).isInstanceOf(DeadlineExceeded.class);
  }

  private TestRequests request() {
    return TestRequests.request(timer.ticker());
  }

  private CompletableFuture<InferenceResponse> predict(TestRequests request) {
    return predictor.predict(request.build()).toCompletableFuture();
  }

  private InferenceResponse response() {
    return new InferenceResponse(
        new ModelVersion("m", "1"),
        Map.of("y", TestTensors.longs(memory.pool(), Shape.of(1), 1)),
        Parameters.NONE);
  }
}
