package dev.soban.core.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

class LadderCheckTest {
  private static final TensorSpec X = spec("x", -1, 4);
  private static final TensorSpec Y = spec("y", -1, 3);

  @Test
  void a_model_of_the_same_form_can_stand_in() {
    Signature own = new Signature(List.of(X), List.of(Y));
    Signature other = new Signature(List.of(spec("x", -1, -1)), List.of(Y, spec("more", 1)));

    assertThat(LadderCheck.problems(own, other)).isEmpty();
  }

  @Test
  void every_difference_is_told() {
    Signature own = new Signature(List.of(X, spec("z", 1)), List.of(Y));
    Signature other = new Signature(List.of(spec("x", -1, 5), spec("w", 1)), List.of());

    assertThat(LadderCheck.problems(own, other))
        .containsExactly(
            "input x: FP32[-1,4] (expected: x: FP32[-1,5])",
            "input w: missing",
            "input z: not taken by it",
            "output y: missing");
  }

  @Test
  void a_constant_must_be_an_answer_of_the_model() {
    Signature own = new Signature(List.of(X), List.of(Y));

    assertThat(constant("y", DataType.FP32, Shape.of(1, 3)).refusal(own)).isEmpty();
    assertThat(constant("y", DataType.FP32, Shape.of(2, 3)).refusal(own))
        .contains("output y: FP32[2,3] (expected: FP32[1,3])");
    assertThat(constant("y", DataType.FP64, Shape.of(1, 3)).refusal(own))
        .contains("output y: FP64[1,3] (expected: FP32[1,3])");
    assertThat(constant("q", DataType.FP32, Shape.of(1, 3)).refusal(own))
        .contains("output q: FP32[1,3] (expected: an output of the model)");
    assertThat(new ConstantAnswer(List.of()).refusal(own))
        .contains("output y: missing (expected: FP32[1,3])");
  }

  @Test
  void where_rows_do_not_vary_a_constant_is_the_whole_output() {
    Signature own = new Signature(List.of(X), List.of(spec("y", 2, 3)));

    assertThat(constant("y", DataType.FP32, Shape.of(2, 3)).refusal(own)).isEmpty();
    assertThat(constant("y", DataType.FP32, Shape.of(1, 3)).refusal(own)).isPresent();
  }

  private static ConstantAnswer constant(String name, DataType type, Shape shape) {
    return new ConstantAnswer(
        List.of(new ConstantAnswer.Output(name, type, shape, MemorySegment.NULL)));
  }

  private static TensorSpec spec(String name, long... dims) {
    return new TensorSpec(name, DataType.FP32, Shape.of(dims));
  }
}
