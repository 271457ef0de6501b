package dev.soban.core.lifecycle.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutputsAgreeTest {
  @RegisterExtension final HeldSlabs memory = new HeldSlabs();

  @Test
  void rounding_is_forgiven_and_more_is_not() {
    assertThat(agree(floats(1f, 1000f), floats(1.00005f, 1000.05f))).isTrue();
    assertThat(agree(floats(1f), floats(1.001f))).isFalse();
    assertThat(agree(floats(1000f), floats(1001f))).isFalse();
    assertThat(agree(floats(Float.NaN), floats(Float.NaN))).isTrue();
    assertThat(agree(floats(Float.NaN), floats(0))).isFalse();
    assertThat(agree(floats(Float.POSITIVE_INFINITY), floats(Float.POSITIVE_INFINITY))).isTrue();
  }

  @Test
  void shapes_and_exact_types_must_be_equal() {
    assertThat(agree(floats(1f), floats(1f, 2f))).isFalse();
    assertThat(agree(longs(1), longs(1))).isTrue();
    assertThat(agree(longs(1), longs(2))).isFalse();
  }

  @Test
  void other_names_do_not_agree() {
    try (Tensor one = longs(1)) {
      assertThat(OutputsAgree.test(Map.of("a", one), Map.of("b", one))).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void made_up_rows_are_the_same_alone_as_together(DataType type) {
    TensorSpec spec = new TensorSpec("x", type, Shape.of(-1, 3, -1));
    TensorSpec optional = new TensorSpec("o", type, Shape.of(-1), true);
    Signature signature = new Signature(List.of(spec, optional), List.of());
    SampleInputs samples = new SampleInputs(signature, memory.pool(), 4);

    Map<String, Tensor> both = samples.rows(0, 2);
    Map<String, Tensor> second = samples.rows(1, 1);

    assertThat(both).containsOnlyKeys("x");
    assertThat(both.get("x").shape()).isEqualTo(Shape.of(2, 3, 4));
    try (Tensor cut = both.get("x").rows(1, 1);
        Tensor first = both.get("x").rows(0, 1)) {
      assertThat(cut.data().mismatch(second.get("x").data())).isEqualTo(-1);
      assertThat(first.data().mismatch(cut.data())).isNotEqualTo(-1);
    }
    both.values().forEach(Tensor::close);
    second.values().forEach(Tensor::close);
  }

  private Tensor floats(float... values) {
    return TestTensors.floats(memory.pool(), Shape.of(values.length), values);
  }

  private Tensor longs(long... values) {
    return TestTensors.longs(memory.pool(), Shape.of(values.length), values);
  }

  private static boolean agree(Tensor left, Tensor right) {
    try (left;
        right) {
      return OutputsAgree.test(Map.of("y", left), Map.of("y", right));
    }
  }
}
