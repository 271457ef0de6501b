package dev.soban.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CenteringTest {
  private static final int SIDE = Centering.SIDE;

  @Test
  void ink_in_a_corner_moves_to_the_middle() {
    float[] centered = Centering.apply(square(3, 9));

    assertThat(middle(centered, true)).isCloseTo(13.5f, within(0.2f));
    assertThat(middle(centered, false)).isCloseTo(13.5f, within(0.2f));
  }

  @Test
  void small_and_large_ink_become_equally_large() {
    assertThat(sum(Centering.apply(square(4, 10))))
        .isCloseTo(sum(Centering.apply(square(4, 22))), within(40f));
  }

  @Test
  void a_negative_gives_the_same_picture() {
    float[] picture = square(5, 12);
    float[] negative = picture.clone();
    for (int i = 0; i < negative.length; i++) {
      negative[i] = 1 - negative[i];
    }

    assertThat(Centering.apply(negative)).containsExactly(Centering.apply(picture), within(1e-4f));
  }

  @Test
  void a_blank_picture_stays_blank() {
    assertThat(sum(Centering.apply(new float[SIDE * SIDE]))).isZero();
  }

  private static float[] square(int from, int to) {
    var picture = new float[SIDE * SIDE];
    for (int y = from; y < to; y++) {
      for (int x = from; x < to; x++) {
        picture[y * SIDE + x] = 1;
      }
    }
    return picture;
  }

  private static float middle(float[] picture, boolean across) {
    float sum = 0;
    for (int i = 0; i < picture.length; i++) {
      sum += picture[i] * (across ? i % SIDE : i / SIDE);
    }
    return sum / sum(picture);
  }

  private static float sum(float[] picture) {
    float sum = 0;
    for (float pixel : picture) {
      sum += pixel;
    }
    return sum;
  }
}
