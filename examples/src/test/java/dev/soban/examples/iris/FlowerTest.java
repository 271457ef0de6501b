package dev.soban.examples.iris;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FlowerTest {

  @Test
  void a_line_holds_four_measures_and_a_species() {
    Flower flower = Flower.parse("5.1,3.5,1.4,0.2,versicolor");

    assertThat(flower.measures()).containsExactly(5.1, 3.5, 1.4, 0.2);
    assertThat(flower.species()).isEqualTo(1);
  }

  @Test
  void an_unknown_species_is_refused_with_the_line() {
    assertThatThrownBy(() -> Flower.parse("5.1,3.5,1.4,0.2,rose"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5.1,3.5,1.4,0.2,rose (expected: ");
  }
}
