package dev.soban.server.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopClassesTest {
  private static final OutputMeaning PLAIN = new OutputMeaning.PlainTensors();

  private final TensorPool pool = new TensorPool(1 << 20, 0);

  @Test
  void equal_scores_keep_their_order_and_nan_comes_last() {
    assertThat(best(4, 1, Float.NaN, 3, 1, 3)).containsExactly(2, 4, 0, 3);
    assertThat(best(3, Float.NaN, Float.NaN, -1)).containsExactly(2, 0, 1);
  }

  @Test
  void more_classes_than_there_are_gives_all() {
    assertThat(best(9, 1, 2)).containsExactly(1, 0);
  }

  @Test
  void any_number_of_classes_agrees_with_a_full_sort() {
    long seed = System.nanoTime();
    System.out.println("any_number_of_classes_agrees_with_a_full_sort: seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      float[] scores = new float[1 + random.nextInt(30)];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = random.nextInt(8);
      }
      int count = 1 + random.nextInt(scores.length);
      List<Integer> sorted =
          IntStream.range(0, scores.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -scores[i]))
              .limit(count)
              .toList();
      assertThat(best(count, scores)).as(Arrays.toString(scores)).isEqualTo(sorted);
    }
  }

  @Test
  void softmax_holds_for_scores_that_would_overflow() {
    OutputMeaning softmax = new OutputMeaning.Classification("y", true, 1, List.of("a", "b"));
    try (Tensor scores = tensor(Shape.of(1, 2), 1000, 1000)) {
      assertThat(TopClasses.of(2, "y", softmax).of("y", scores))
          .containsExactly(List.of(new ScoredClass(0, 0.5f, "a"), new ScoredClass(1, 0.5f, "b")));
    }
  }

  @Test
  void labels_belong_to_the_declared_output_only() {
    OutputMeaning declared = new OutputMeaning.Classification("y", true, 1, List.of("a", "b"));
    try (Tensor scores = tensor(Shape.of(2), 1, 2)) {
      assertThat(TopClasses.of(1, "z", declared).of("z", scores))
          .containsExactly(List.of(new ScoredClass(1, 2, "")));
    }
  }

  @Test
  void text_and_scalars_have_no_classes() {
    try (Tensor text = BytesElements.tensorOf(pool, List.of(new byte[0]));
        Tensor scalar = tensor(Shape.of(), 1)) {
      for (Tensor tensor : List.of(text, scalar)) {
        assertThatThrownBy(() -> TopClasses.of(1, "y", PLAIN).of("y", tensor))
            .isInstanceOf(InvalidInput.class);
      }
    }
  }

  private List<Integer> best(int count, float... scores) {
    try (Tensor tensor = tensor(Shape.of(1, scores.length), scores)) {
      return TopClasses.of(count, "y", PLAIN).of("y", tensor).getFirst().stream()
          .map(ScoredClass::index)
          .toList();
    }
  }

  private Tensor tensor(Shape shape, float... values) {
    Slab slab = pool.allocate(values.length * 4L);
    for (int i = 0; i < values.length; i++) {
      slab.memory().setAtIndex(ValueLayout.JAVA_FLOAT, i, values[i]);
    }
    return Tensor.of(DataType.FP32, shape, slab);
  }
}
