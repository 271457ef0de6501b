package dev.soban.core.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.LayerReport.Reading;
import dev.soban.core.predict.Origin;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.core.predict.OtherModels;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Cancelled;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.predict.PredictionException.EngineFailed;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.StaleAnswers;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTicker;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FallbackLayerTest {
  private static final ModelVersion MODEL = new ModelVersion("m", "1");
  private static final FallbackStep STALE = new FallbackStep.Stale(Duration.ofMinutes(10));
  private static final FallbackStep SMALL = new FallbackStep.OtherModel("small", "champion");

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTicker ticker = new ManualTicker();
  private final List<String> asked = new ArrayList<>();
  private boolean keepsStale;
  private PredictionException smallFails = new PredictionException.ModelNotReady("loading");

  static List<PredictionException> masked() {
    return List.of(
        new Overloaded("why", Duration.ofSeconds(1)),
        new PredictionException.Unavailable("why"),
        new PredictionException.ModelNotReady("why"),
        new EngineFailed("why", null),
        new DeadlineExceeded("why"));
  }

  static List<PredictionException> unmasked() {
    return List.of(
        new PredictionException.InvalidInput("why"),
        new PredictionException.InputTooLarge("why"),
        new PredictionException.ModelNotFound("why"),
        new PredictionException.Conflict("why"),
        new PredictionException.Unsupported("why"),
        new Cancelled("why"));
  }

  @ParameterizedTest
  @MethodSource("masked")
  void a_constant_stands_in_and_is_marked(PredictionException failure) {
    try (Tensor input = floats(2, 1, 2, 3, 4);
        InferenceResponse answer = predict(failure, input, constant()).join()) {
      assertThat(answer.origin()).isEqualTo(new Origin(CacheUse.NONE, "constant"));
      assertThat(answer.model()).isEqualTo(MODEL);
      assertThat(answer.outputs().get("y").shape()).isEqualTo(Shape.of(2, 2));
      assertThat(TestTensors.floats(answer.outputs().get("y")))
          .containsExactly(0.5f, 0.25f, 0.5f, 0.25f);
    }
  }

  @ParameterizedTest
  @MethodSource("unmasked")
  void what_the_caller_has_to_mend_stays_a_failure(PredictionException failure) {
    try (Tensor input = floats(1, 1, 2)) {
      assertThat(Failures.of(predict(failure, input, constant()).exceptionNow())).isSameAs(failure);
    }
  }

  @Test
  void the_ladder_is_tried_in_its_order_until_one_answers() {
    try (Tensor input = floats(1, 1, 2);
        InferenceResponse answer =
            predict(new EngineFailed("broke", null), input, STALE, SMALL, constant()).join()) {
      assertThat(asked).containsExactly("stale PT10M", "small/champion");
      assertThat(answer.origin().degraded()).isEqualTo("constant");
    }
  }

  @Test
  void a_kept_answer_stands_in_first() {
    keepsStale = true;
    try (Tensor input = floats(1, 1, 2);
        InferenceResponse answer =
            predict(new EngineFailed("broke", null), input, STALE, SMALL).join()) {
      assertThat(asked).containsExactly("stale PT10M");
      assertThat(answer.origin()).isEqualTo(new Origin(CacheUse.HIT, "stale"));
    }
  }

  @Test
  void the_first_failure_stands_when_no_rung_answers() {
    EngineFailed failure = new EngineFailed("broke", null);
    try (Tensor input = floats(1, 1, 2)) {
      assertThat(Failures.of(predict(failure, input, STALE, SMALL).exceptionNow()))
          .isSameAs(failure);
    }
  }

  @Test
  void what_ends_the_other_models_attempt_does_not_end_the_request() {
    smallFails = new DeadlineExceeded("small took too long");
    try (Tensor input = floats(1, 1, 2);
        InferenceResponse answer =
            predict(new EngineFailed("broke", null), input, SMALL, constant()).join()) {
      assertThat(answer.origin().degraded()).isEqualTo("constant");
    }
  }

  @Test
  void nothing_stands_in_when_nobody_waits_any_more() {
    try (Tensor input = floats(1, 1, 2)) {
      Cancellation cancellation = new Cancellation();
      cancellation.cancel(new Cancelled("gone"));
      InferenceRequest left =
          TestRequests.request(ticker).input("x", input).cancellation(cancellation).build();
      InferenceRequest late =
          TestRequests.request(ticker).input("x", input).timeout(Duration.ZERO).build();
      DeadlineExceeded failure = new DeadlineExceeded("late");
      Predictor predictor =
          layer(constant()).around(any -> CompletableFuture.failedFuture(failure));

      assertThat(Failures.of(predictor.predict(left).toCompletableFuture().exceptionNow()))
          .isSameAs(failure);
      assertThat(Failures.of(predictor.predict(late).toCompletableFuture().exceptionNow()))
          .isSameAs(failure);
    }
  }

  @Test
  void a_good_answer_passes_unmarked_and_lesser_ones_are_counted_by_kind() {
    FallbackLayer layer = layer(SMALL, constant());
    try (Tensor input = floats(1, 1, 2)) {
      InferenceRequest request = TestRequests.of(ticker, "x", input);
      InferenceResponse good = new InferenceResponse(MODEL, Map.of(), Parameters.NONE);
      Predictor answering = layer.around(any -> CompletableFuture.completedFuture(good));
      Predictor failing =
          layer.around(any -> CompletableFuture.failedFuture(new EngineFailed("broke", null)));

      assertThat(answering.predict(request).toCompletableFuture().join()).isSameAs(good);
      failing.predict(request).toCompletableFuture().join().close();
      failing.predict(request).toCompletableFuture().join().close();
    }

    assertThat(layer.report().readings())
        .extracting(Reading::kind, Reading::value)
        .containsExactly(tuple("model:small", 0.0), tuple("constant", 2.0));
  }

  private CompletableFuture<InferenceResponse> predict(
      PredictionException failure, Tensor input, FallbackStep... steps) {
    return layer(steps)
        .around(any -> CompletableFuture.failedFuture(failure))
        .predict(TestRequests.of(ticker, "x", input))
        .toCompletableFuture();
  }

  private FallbackLayer layer(FallbackStep... steps) {
    TensorSpec x = new TensorSpec("x", DataType.FP32, Shape.of(-1, 2));
    TensorSpec y = new TensorSpec("y", DataType.FP32, Shape.of(-1, 2));
    return new FallbackLayer(
        List.of(steps),
        new FallbackLayer.Sources(
            MODEL, new Signature(List.of(x), List.of(y)), memory.pool(), stale(), others()),
        ticker);
  }

  private StaleAnswers stale() {
    return (request, maxAge) -> {
      asked.add("stale " + maxAge);
      return keepsStale
          ? new InferenceResponse(
              MODEL, Map.of(), Parameters.NONE, Origin.ENGINE.withCache(CacheUse.HIT))
          : null;
    };
  }

  private OtherModels others() {
    return new OtherModels() {
      @Override
      public CompletionStage<InferenceResponse> predict(
          String name, String version, InferenceRequest request) {
        asked.add(name + "/" + version);
        request.context().cancellation().cancel(smallFails);
        return CompletableFuture.failedFuture(smallFails);
      }

      @Override
      public Optional<Signature> signature(String name, String version) {
        return Optional.empty();
      }
    };
  }

  private Tensor floats(int rows, float... values) {
    return TestTensors.floats(memory.pool(), Shape.of(rows, 2), values);
  }

  private static FallbackStep constant() {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(0.5f).putFloat(0.25f);
    return new FallbackStep.Constant(
        new ConstantAnswer(
            List.of(
                new ConstantAnswer.Output(
                    "y", DataType.FP32, Shape.of(1, 2), MemorySegment.ofArray(bytes.array())))));
  }
}
