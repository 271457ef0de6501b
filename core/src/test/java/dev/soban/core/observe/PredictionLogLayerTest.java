package dev.soban.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.observe.Prediction.Kept;
import dev.soban.core.observe.PredictionLogging.Outputs;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Origin;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
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

class PredictionLogLayerTest {
  private static final ModelVersion MODEL = new ModelVersion("m", "1");

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTicker ticker = new ManualTicker();
  private final List<Prediction> written = new ArrayList<>();

  @Test
  void a_share_of_the_requests_is_written_evenly_spread() {
    Predictor predictor = layer(new PredictionLogging(0.25, false, Outputs.NONE, 1), answering());
    for (int i = 0; i < 12; i++) {
      try (Tensor input = floats(i)) {
        ask(predictor, input, "n" + i);
      }
    }

    assertThat(written).extracting(each -> each.context().id()).containsExactly("n3", "n7", "n11");
  }

  @Test
  void values_are_copies_and_large_ones_are_left_out() {
    Predictor predictor = layer(new PredictionLogging(1, true, Outputs.VALUES, 8), answering());
    try (Tensor small = floats(1, 2);
        Tensor large = floats(1, 2, 3)) {
      ask(predictor, small, "small");
      ask(predictor, large, "large");
    }

    assertThat(written.get(0).inputs())
        .singleElement()
        .satisfies(kept -> assertThat(kept.values().byteSize()).isEqualTo(8));
    assertThat(written.get(0).outputs()).extracting(Kept::name).containsExactly("y");
    assertThat(written.get(1).inputs().getFirst().values()).isNull();
    assertThat(written.get(1).inputs().getFirst().sizeBytes()).isEqualTo(12);
  }

  @Test
  void equal_answers_have_equal_checksums() {
    Predictor predictor = layer(PredictionLogging.DEFAULT, answering());
    try (Tensor one = floats(1, 2);
        Tensor same = floats(1, 2);
        Tensor other = floats(2, 1)) {
      ask(predictor, one, "1");
      ask(predictor, same, "2");
      ask(predictor, other, "3");
    }

    List<Kept> outputs = written.stream().map(each -> each.outputs().getFirst()).toList();
    assertThat(outputs.get(1).checksum()).isPresent().isEqualTo(outputs.get(0).checksum());
    assertThat(outputs.get(2).checksum()).isNotEqualTo(outputs.get(0).checksum());
    assertThat(written.getFirst().inputs()).isEmpty();
  }

  @Test
  void failures_are_written_with_their_time() {
    PredictionException failure = new PredictionException.InvalidInput("no");
    Predictor predictor =
        layer(
            PredictionLogging.DEFAULT,
            request -> {
              ticker.advance(Duration.ofMillis(3));
              return CompletableFuture.failedFuture(failure);
            });
    try (Tensor input = floats(1)) {
      assertThat(predictor.predict(TestRequests.of(ticker, "x", input)).toCompletableFuture())
          .isCompletedExceptionally();
    }

    assertThat(written.getFirst().failure()).isSameAs(failure);
    assertThat(written.getFirst().totalNanos()).isEqualTo(3_000_000);
  }

  @Test
  void what_stood_in_is_written() {
    Predictor predictor =
        layer(
            PredictionLogging.DEFAULT,
            request ->
                CompletableFuture.completedFuture(
                    new InferenceResponse(
                        MODEL, Map.of(), Parameters.NONE, Origin.ENGINE.degradedTo("constant"))));
    try (Tensor input = floats(1)) {
      ask(predictor, input, "1");
    }

    assertThat(written.getFirst().origin().degraded()).isEqualTo("constant");
  }

  private Predictor layer(PredictionLogging settings, Predictor below) {
    return new PredictionLogLayer(MODEL, settings, written::add, ticker).around(below);
  }

  private static Predictor answering() {
    return request ->
        CompletableFuture.completedFuture(
            new InferenceResponse(
                MODEL, Map.of("y", request.inputs().get("x").share()), Parameters.NONE));
  }

  private void ask(Predictor predictor, Tensor input, String id) {
    InferenceRequest request = TestRequests.request(ticker).id(id).input("x", input).build();
    predictor.predict(request).toCompletableFuture().join().close();
  }

  private Tensor floats(float... values) {
    return TestTensors.floats(memory.pool(), Shape.of(values.length), values);
  }
}
