package dev.soban.conformance.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorValueTest {
  @Test
  void texts_are_found_again_behind_their_lengths() {
    byte[] one = "소반".getBytes(StandardCharsets.UTF_8);
    TensorValue value = TensorValue.ofTexts(List.of(2L), List.of(one, new byte[0]));

    assertThat(value.array()).hasSize(8 + one.length);
    assertThat(value.strings()).containsExactly("소반", "");
    assertThat(value.complete()).isTrue();
  }

  @Test
  void lengths_that_do_not_add_up_make_a_tensor_incomplete() {
    assertThat(texts(new byte[] {9, 0, 0, 0, 'a'}).complete()).isFalse();
    assertThat(texts(new byte[] {1, 0, 0, 0, 'a', 1}).complete()).isFalse();
    assertThat(texts(new byte[] {-1, -1, -1, -1}).complete()).isFalse();
    assertThat(texts(new byte[] {1, 0, 0, 0, 'a'}).complete()).isTrue();
  }

  private static TensorValue texts(byte[] bytes) {
    return TensorValue.of(Datatype.BYTES, List.of(1L), bytes);
  }

  @Test
  void numbers_are_complete_with_the_bytes_of_their_shape() {
    assertThat(TensorValue.of(Datatype.FP32, List.of(2L), new byte[8]).complete()).isTrue();
    assertThat(TensorValue.of(Datatype.FP32, List.of(2L), new byte[7]).complete()).isFalse();
  }

  @Test
  void near_forgives_rounding_of_floats_and_nothing_else() {
    assertThat(floats(1f, 2f).near(floats(1.0001f, 2f))).isTrue();
    assertThat(floats(1f, 2f).near(floats(1.1f, 2f))).isFalse();
    assertThat(floats(Float.NaN, 2f).near(floats(Float.NaN, 2f))).isTrue();
    assertThat(floats(Float.NaN, 2f).near(floats(1f, 2f))).isFalse();
    assertThat(TensorValue.of(Datatype.INT8, List.of(1L), new byte[] {1}))
        .matches(value -> !value.near(TensorValue.of(Datatype.INT8, List.of(1L), new byte[] {2})));
  }

  private static TensorValue floats(float one, float two) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    return new TensorValue(Datatype.FP32, List.of(2L), bytes.putFloat(one).putFloat(two).flip());
  }

  @Test
  void stacked_rows_stand_one_above_the_other() {
    TensorValue one = TensorValue.of(Datatype.INT8, List.of(1L, 2L), new byte[] {1, 2});
    TensorValue two = TensorValue.of(Datatype.INT8, List.of(1L, 2L), new byte[] {3, 4});

    assertThat(TensorValue.stacked(List.of(one, two)))
        .isEqualTo(TensorValue.of(Datatype.INT8, List.of(2L, 2L), new byte[] {1, 2, 3, 4}));
  }

  @Test
  void a_spec_knows_what_fits() {
    TensorSpec spec = new TensorSpec("x", Datatype.FP32, List.of(-1L, 4L));

    assertThat(spec.smallest()).containsExactly(1L, 4L);
    assertThat(spec.opened(8)).containsExactly(8L, 4L);
    assertThat(spec.misfit()).containsExactly(1L, 5L);
    assertThat(spec.fits(List.of(7L, 4L))).isTrue();
    assertThat(spec.fits(spec.misfit())).isFalse();
    assertThat(spec.fits(List.of(4L))).isFalse();
  }
}
