package dev.soban.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.observe.InferenceObserver.BatchRun;
import dev.soban.core.observe.ModelStatistics.CountAndNanos;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.time.ManualTicker;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ObserveLayerTest {
  private static final ModelVersion MODEL = new ModelVersion("m", "1");

  private final ManualTicker ticker = new ManualTicker();
  private final ModelStatistics statistics = new ModelStatistics(() -> 42L);
  private final ModelStatistics other = new ModelStatistics(() -> 43L);
  private final CompletableFuture<InferenceResponse> below = new CompletableFuture<>();
  private final InferenceRequest request = TestRequests.request(ticker).build();
  private final CompletableFuture<InferenceResponse> answer =
      new ObserveLayer(MODEL, statistics.and(other), ticker)
          .around(asked -> below)
          .predict(request)
          .toCompletableFuture();

  @Test
  void an_answer_is_counted_with_its_time_and_phases() {
    request.context().timings().add(Phase.QUEUE, 5);
    request.context().timings().add(Phase.ASSEMBLE, 6);
    request.context().timings().add(Phase.COMPUTE, 7);
    request.context().timings().add(Phase.SCATTER, 8);
    request.context().timings().ran(3);
    ticker.advanceNanos(100);

    below.complete(new InferenceResponse(MODEL, Map.of(), Parameters.NONE));

    assertThat(answer).isCompleted();
    ModelStatistics.Snapshot snapshot = statistics.snapshot();
    assertThat(snapshot.success()).isEqualTo(new CountAndNanos(1, 100));
    assertThat(snapshot.fail()).isEqualTo(new CountAndNanos(0, 0));
    assertThat(snapshot.queue()).isEqualTo(new CountAndNanos(1, 5));
    assertThat(snapshot.compute().computeInput().nanos()).isEqualTo(6);
    assertThat(snapshot.compute().computeInfer().nanos()).isEqualTo(7);
    assertThat(snapshot.compute().computeOutput().nanos()).isEqualTo(8);
    assertThat(snapshot.inferenceCount()).isEqualTo(3);
    assertThat(snapshot.lastInferenceMillis()).isEqualTo(42);
    assertThat(other.snapshot().lastInferenceMillis()).isEqualTo(43);
  }

  @Test
  void a_failure_is_counted_and_passes_on() {
    ticker.advanceNanos(9);

    below.completeExceptionally(new PredictionException.InvalidInput("bad"));

    assertThat(answer.exceptionNow()).isInstanceOf(PredictionException.InvalidInput.class);
    assertThat(statistics.snapshot().fail()).isEqualTo(new CountAndNanos(1, 9));
    assertThat(statistics.snapshot().success().count()).isZero();
    assertThat(statistics.snapshot().lastInferenceMillis()).isZero();
  }

  @Test
  void runs_are_counted_by_their_size() {
    statistics.and(other).ran(MODEL, new BatchRun(2, 1, 2, 3));
    statistics.ran(MODEL, new BatchRun(2, 1, 2, 3));
    statistics.ran(MODEL, new BatchRun(5, 1, 1, 1));

    ModelStatistics.Snapshot snapshot = statistics.snapshot();
    assertThat(snapshot.executionCount()).isEqualTo(3);
    assertThat(snapshot.byBatchSize().keySet()).containsExactly(2L, 5L);
    assertThat(snapshot.byBatchSize().get(2L).computeInfer()).isEqualTo(new CountAndNanos(2, 4));
    assertThat(other.snapshot().executionCount()).isEqualTo(1);
  }
}
