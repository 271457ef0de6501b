package dev.soban.repository.triton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.tensor.Shape;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReshapeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1,4      | -1,2,2   | 3,4   | 3,2,2",
        "-1,1      | -1       | 5,1   | 5",
        "3,224     | 1,3,224  | 3,224 | 1,3,224",
        "-1,2,-1,6 | -1,1,2,-1,2,3 | 7,2,9,6 | 7,1,2,9,2,3",
      })
  void dimensions_that_vary_keep_their_order(String from, String to, String wire, String model) {
    Reshape reshape = new Reshape(shape(from), shape(to));

    assertThat(reshape.refusal()).isEmpty();
    assertThat(reshape.of(shape(wire))).isEqualTo(shape(model));
    assertThat(reshape.reversed().of(shape(model))).isEqualTo(shape(wire));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1,4     | -1,3",
        "-1,4     | 4,-1",
        "-1,-1    | -1",
        "-1,4     | 4",
        "2,3      | -1",
        "9223372036854775807,9 | 9",
      })
  void shapes_of_other_elements_are_refused(String from, String to) {
    assertThat(new Reshape(shape(from), shape(to)).refusal()).isPresent();
  }

  @Test
  void a_tensor_that_does_not_fit_is_refused() {
    Reshape reshape = new Reshape(Shape.of(-1, 4), Shape.of(-1, 2, 2));

    assertThatThrownBy(() -> reshape.of(Shape.of(2, 5)))
        .hasMessage("shape: [2,5] (expected: [-1,4])");
  }

  @Property
  void a_reshape_and_its_reverse_are_the_same_shape_again(
      @ForAll @Size(max = 5) int[] ones, @ForAll @IntRange(min = 1, max = 9) int rows) {
    long[] spread = new long[ones.length + 1];
    Arrays.fill(spread, 1);
    spread[0] = -1;
    Reshape reshape = new Reshape(Shape.of(-1), Shape.of(spread));

    assertThat(reshape.refusal()).isEmpty();
    assertThat(reshape.reversed().of(reshape.of(Shape.of(rows)))).isEqualTo(Shape.of(rows));
  }

  private static Shape shape(String dims) {
    return Shape.of(Arrays.stream(dims.strip().split(",")).mapToLong(Long::parseLong).toArray());
  }
}
