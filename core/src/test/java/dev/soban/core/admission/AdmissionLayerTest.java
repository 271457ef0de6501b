package dev.soban.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.LayerReport;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AdmissionLayerTest {
  private final ManualTicker ticker = new ManualTicker();
  private final Deque<CompletableFuture<InferenceResponse>> below = new ArrayDeque<>();
  private final AdmissionLayer layer = new AdmissionLayer(AdmissionSettings.fixed(2), ticker);
  private final Predictor predictor =
      layer.around(
          request -> {
            CompletableFuture<InferenceResponse> answer = new CompletableFuture<>();
            below.add(answer);
            return answer;
          });

  @Test
  void over_the_limit_a_request_is_refused_and_told_when_to_come_back() {
    var _ = ask();
    ticker.advance(Duration.ofMillis(2_400));
    below.remove().complete(answer());
    var _ = ask();
    var _ = ask();

    CompletableFuture<InferenceResponse> refused = ask();

    assertThat(Failures.of(refused.exceptionNow()))
        .isInstanceOfSatisfying(
            Overloaded.class,
            refusal -> assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMillis(2_400)))
        .hasMessage("too many requests at once: 2 of 2; try again later");
    assertThat(below).hasSize(2);
    assertThat(reading("admission.refused")).isEqualTo(1);
  }

  @Test
  void a_place_comes_back_whatever_way_a_request_ends() {
    for (PredictionException end : ends()) {
      var _ = ask();
      assertThat(reading("admission.in.flight")).isEqualTo(1);
      below.remove().completeExceptionally(end);
      assertThat(reading("admission.in.flight")).as(end.toString()).isZero();
    }
    var _ = ask();
    below.remove().complete(answer());
    assertThat(reading("admission.in.flight")).isZero();
  }

  @Test
  void a_request_that_is_forgotten_below_gives_its_place_back_when_nobody_waits() {
    Cancellation cancellation = new Cancellation();
    predictor.predict(TestRequests.request(ticker).cancellation(cancellation).build());

    cancellation.cancel(new PredictionException.DeadlineExceeded("late"));

    assertThat(reading("admission.in.flight")).isZero();
    below.remove().completeExceptionally(new PredictionException.Cancelled("late news"));
    assertThat(reading("admission.in.flight")).isZero();
  }

  @Test
  void a_predictor_that_throws_gives_its_place_back() {
    Predictor throwing =
        layer.around(
            request -> {
              throw new PredictionException.InvalidInput("no");
            });

    assertThat(
            CompletableFuture.runAsync(
                () -> throwing.predict(TestRequests.request(ticker).build()), Runnable::run))
        .isCompletedExceptionally();
    assertThat(reading("admission.in.flight")).isZero();
  }

  private static PredictionException[] ends() {
    return new PredictionException[] {
      new PredictionException.Overloaded("why", Duration.ZERO),
      new PredictionException.EngineFailed("why", null),
      new PredictionException.InvalidInput("why"),
      new PredictionException.DeadlineExceeded("why"),
      new PredictionException.Cancelled("why")
    };
  }

  private CompletableFuture<InferenceResponse> ask() {
    return predictor.predict(TestRequests.request(ticker).build()).toCompletableFuture();
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
