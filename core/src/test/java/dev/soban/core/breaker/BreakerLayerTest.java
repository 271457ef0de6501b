package dev.soban.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.LayerReport;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.predict.PredictionException.EngineFailed;
import dev.soban.core.predict.PredictionException.Unavailable;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.time.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BreakerLayerTest {
  private static final BreakerSettings SETTINGS =
      new BreakerSettings(
          0.5,
          Duration.ofSeconds(2),
          1,
          new BreakerSettings.Window.Calls(10),
          2,
          Duration.ofSeconds(10),
          1);

  private final ManualTicker ticker = new ManualTicker();
  private final BreakerLayer layer = new BreakerLayer(SETTINGS, ticker, () -> 0);
  private CompletableFuture<InferenceResponse> below = new CompletableFuture<>();
  private final Predictor predictor = layer.around(request -> below);

  @Test
  void what_keeps_failing_is_not_asked_and_the_client_is_told_when_it_will_be() {
    fail(new EngineFailed("broke", null));
    fail(new EngineFailed("broke", null));
    ticker.advance(Duration.ofSeconds(3));

    below = new CompletableFuture<>();
    CompletableFuture<InferenceResponse> refused = ask(request());

    assertThat(Failures.of(refused.exceptionNow()))
        .isInstanceOfSatisfying(
            Unavailable.class,
            refusal -> assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(7)))
        .hasMessage("the model failed too often or took too long; it is asked again in 7 s");
    assertThat(layer.report().state()).isEqualTo("open");
    assertThat(reading("breaker.state")).isEqualTo(2);
    assertThat(reading("breaker.refused")).isEqualTo(1);
  }

  @Test
  void a_good_trial_closes_it() {
    fail(new Unavailable("gone"));
    fail(new PredictionException.ModelNotReady("not yet"));
    ticker.advance(Duration.ofSeconds(10));

    below = CompletableFuture.completedFuture(answer());
    assertThat(ask(request())).isCompleted();

    assertThat(layer.report().state()).isEqualTo("closed");
  }

  @Test
  void refusals_wrong_requests_and_clients_that_left_never_count() {
    for (PredictionException failure :
        List.of(
            new PredictionException.InvalidInput("why"),
            new PredictionException.InputTooLarge("why"),
            new PredictionException.ModelNotFound("why"),
            new PredictionException.Conflict("why"),
            new PredictionException.Unsupported("why"),
            new PredictionException.Overloaded("why", Duration.ZERO),
            new PredictionException.Cancelled("why"))) {
      for (int i = 0; i < 5; i++) {
        fail(failure);
      }
      assertThat(layer.report().state()).as(failure.toString()).isEqualTo("closed");
      assertThat(reading("breaker.calls")).isZero();
    }
  }

  @Test
  void a_step_that_took_too_long_counts() {
    fail(new DeadlineExceeded("step"));
    fail(new DeadlineExceeded("step"));

    assertThat(layer.report().state()).isEqualTo("open");
  }

  @Test
  void a_client_that_gives_too_little_time_does_not_count() {
    for (int i = 0; i < 5; i++) {
      InferenceRequest hasty = TestRequests.request(ticker).timeout(Duration.ofMillis(1)).build();
      CompletableFuture<InferenceResponse> asked = ask(hasty);
      ticker.advance(Duration.ofMillis(1));
      failNow(new DeadlineExceeded("late"));
      assertThat(asked).isCompletedExceptionally();
    }

    assertThat(reading("breaker.calls")).isZero();
  }

  @Test
  void a_deadline_counts_when_so_long_a_time_is_slow_by_itself() {
    for (int i = 0; i < 2; i++) {
      Cancellation cancellation = new Cancellation();
      var _ = ask(TestRequests.request(ticker).cancellation(cancellation).build());
      ticker.advance(Duration.ofSeconds(2));
      cancellation.cancel(new DeadlineExceeded("late"));
      failNow(new DeadlineExceeded("late"));
    }

    assertThat(layer.report().state()).isEqualTo("open");
  }

  private void fail(PredictionException failure) {
    var _ = ask(request());
    failNow(failure);
  }

  private void failNow(PredictionException failure) {
    CompletableFuture<InferenceResponse> asked = below;
    below = new CompletableFuture<>();
    asked.completeExceptionally(failure);
  }

  private CompletableFuture<InferenceResponse> ask(InferenceRequest request) {
    return predictor.predict(request).toCompletableFuture();
  }

  private InferenceRequest request() {
    return TestRequests.request(ticker).build();
  }

  private static InferenceResponse answer() {
    return new InferenceResponse(new ModelVersion("m", "1"), Map.of(), Parameters.NONE);
  }

  private double reading(String name) {
    return layer.report().readings().stream()
        .filter(reading -> reading.name().equals(name))
        .mapToDouble(LayerReport.Reading::value)
        .findFirst()
        .orElseThrow();
  }
}
