package dev.soban.core.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTicker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SignatureCheckTest {
  private static final TensorSpec X = new TensorSpec("x", DataType.FP32, Shape.of(-1, 2));
  private static final TensorSpec N = new TensorSpec("n", DataType.INT64, Shape.of(-1));
  private static final TensorSpec O = new TensorSpec("o", DataType.INT64, Shape.of(), true);
  private static final Signature SIGNATURE = new Signature(List.of(X, N, O), List.of(X, N));

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final SignatureCheck check = new SignatureCheck(SIGNATURE, Map.of(), true);
  private final TestRequests request = TestRequests.request(new ManualTicker());

  @Test
  void a_request_that_fits_passes_without_its_optional_input() {
    assertPasses(check, request.input("x", floats(2, 2)).input("n", longs(2)).output("n"));
  }

  @Test
  void a_scalar_has_no_rows_to_disagree() {
    assertPasses(
        check,
        request
            .input("o", TestTensors.longs(memory.pool(), Shape.of(), 1))
            .input("x", floats(1, 2))
            .input("n", longs(1)));
  }

  @Test
  void every_misfit_is_named_with_what_was_expected() {
    assertRefused(
        TestRequests.request(new ManualTicker()).input("y", longs(1)),
        "input y: unknown (expected: x, n, o)");
    assertRefused(
        TestRequests.request(new ManualTicker()).input("x", longs(1)),
        "input x: datatype INT64 (expected: FP32[-1,2])");
    assertRefused(
        TestRequests.request(new ManualTicker()).input("x", floats(1, 3)),
        "input x: shape [1,3] (expected: FP32[-1,2])");
    assertRefused(
        TestRequests.request(new ManualTicker()).input("x", floats(1, 2)),
        "input n: missing (expected: INT64[-1])");
    assertRefused(
        TestRequests.request(new ManualTicker()).input("x", floats(2, 2)).input("n", longs(3)),
        "input n: 3 rows (expected: 2, as in the first input)");
    assertRefused(
        TestRequests.request(new ManualTicker()).input("x", floats(0, 2)).input("n", longs(0)),
        "inputs: 0 rows (expected: at least 1)");
    assertRefused(
        TestRequests.request(new ManualTicker())
            .input("x", floats(1, 2))
            .input("n", longs(1))
            .output("gone"),
        "output gone: unknown (expected: x, n)");
    assertRefused(
        TestRequests.request(new ManualTicker())
            .input("x", floats(1, 2))
            .input("n", longs(1))
            .output("n")
            .output("n"),
        "output n: asked for twice (expected: once)");
  }

  @Test
  void an_input_may_come_in_either_of_two_forms() {
    TensorSpec file = new TensorSpec("x", DataType.BYTES, Shape.of(-1));
    SignatureCheck either =
        new SignatureCheck(new Signature(List.of(X), List.of()), Map.of("x", file), true);

    assertPasses(either, request.input("x", floats(1, 2)));
    assertPasses(either, request.input("x", TestTensors.strings(memory.pool(), "file")));
    InferenceRequest wrong = request.input("x", longs(1)).build();
    assertThatThrownBy(() -> either.check(wrong))
        .hasMessage("input x: datatype INT64 (expected: BYTES[-1] or FP32[-1,2])");
    wrong.closeInputs();
  }

  @Test
  void rows_may_disagree_when_nothing_is_batched() {
    assertPasses(
        new SignatureCheck(SIGNATURE, Map.of(), false),
        request.input("x", floats(2, 2)).input("n", longs(3)));
  }

  @Test
  void the_layer_fails_the_stage_and_asks_no_further() {
    InferenceRequest wrong = request.input("y", longs(1)).build();

    var answer =
        new ValidateLayer(check)
            .around(
                asked -> {
                  throw new AssertionError("asked");
                })
            .predict(wrong)
            .toCompletableFuture();

    assertThat(answer.exceptionNow()).isInstanceOf(InvalidInput.class);
    wrong.closeInputs();
  }

  private static void assertPasses(SignatureCheck check, TestRequests asked) {
    InferenceRequest request = asked.build();
    assertThatCode(() -> check.check(request)).doesNotThrowAnyException();
    request.closeInputs();
  }

  private void assertRefused(TestRequests asked, String message) {
    InferenceRequest request = asked.build();
    assertThatThrownBy(() -> check.check(request))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(message);
    request.closeInputs();
  }

  private Tensor floats(int rows, int width) {
    return TestTensors.floats(memory.pool(), Shape.of(rows, width), new float[rows * width]);
  }

  private Tensor longs(int rows) {
    return TestTensors.longs(memory.pool(), Shape.of(rows), new long[rows]);
  }
}
