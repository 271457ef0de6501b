package dev.soban.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void elements_are_the_product_and_one_for_a_scalar() {
    assertThat(Shape.of(2, 3, 4).elements()).isEqualTo(24);
    assertThat(Shape.of().elements()).isEqualTo(1);
    assertThat(Shape.of(0, 5).elements()).isZero();
    assertThat(Shape.of(List.of(2L, 2L))).isEqualTo(Shape.of(2, 2));
  }

  @Test
  void a_product_beyond_a_long_is_refused() {
    assertThatThrownBy(() -> Shape.of(1L << 32, 1L << 31).elements())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape: [4294967296,2147483648] (expected: fewer elements)");
    assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40).elements())
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Shape.of(Long.MAX_VALUE).elements()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_dynamic_shape_has_no_number_of_elements() {
    assertThat(Shape.of(-1, 3).dynamic()).isTrue();
    assertThat(Shape.of(1, 3).dynamic()).isFalse();
    assertThatThrownBy(() -> Shape.of(-1, 3).elements())
        .hasMessage("shape: [-1,3] (expected: no dynamic dimension)");
  }

  @Test
  void dimensions_below_minus_one_are_refused() {
    assertThatThrownBy(() -> Shape.of(1, -2))
        .hasMessage("dimension: -2 in [1, -2] (expected: >= -1)");
  }

  @Test
  void accepts_the_same_rank_with_equal_dimensions_wherever_it_is_fixed() {
    Shape shape = Shape.of(-1, 3, -1);

    assertThat(shape.accepts(Shape.of(7, 3, 0))).isTrue();
    assertThat(shape.accepts(Shape.of(7, 4, 1))).isFalse();
    assertThat(shape.accepts(Shape.of(7, 3))).isFalse();
    assertThat(Shape.of().accepts(Shape.of())).isTrue();
    assertThat(Shape.of().accepts(Shape.of(1))).isFalse();
  }

  @Test
  void rows_change_alone() {
    assertThat(Shape.of(-1, 3).withRows(5)).isEqualTo(Shape.of(5, 3)).hasToString("[5,3]");
    assertThatThrownBy(() -> Shape.of().withRows(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void same_row_looks_behind_the_first_dimension() {
    assertThat(Shape.of(1, 2, 3).sameRow(Shape.of(9, 2, 3))).isTrue();
    assertThat(Shape.of(1, 2, 3).sameRow(Shape.of(1, 2, 4))).isFalse();
    assertThat(Shape.of(1, 2).sameRow(Shape.of(1, 2, 1))).isFalse();
    assertThat(Shape.of(4).sameRow(Shape.of(5))).isTrue();
    assertThat(Shape.of().sameRow(Shape.of())).isFalse();
  }

  @Test
  void the_dimensions_handed_in_and_out_are_copies() {
    long[] dims = {1, 2};
    Shape shape = Shape.of(dims);
    dims[0] = 9;
    shape.dims()[1] = 9;

    assertThat(shape).isEqualTo(Shape.of(1, 2)).hasSameHashCodeAs(Shape.of(1, 2));
    assertThat(shape.dim(1)).isEqualTo(2);
    assertThat(shape.rank()).isEqualTo(2);
  }
}
