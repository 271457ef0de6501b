package dev.soban.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostTest {

  @Test
  void a_batch_costs_its_share_and_that_of_each_row() {
    assertThat(Cost.of("2ms+6ms").nanos(10)).isEqualTo(62_000_000);
    assertThat(Cost.of("8ms+0.8ms").nanos(10)).isEqualTo(16_000_000);
    assertThat(Cost.of("0ms + 250us").nanos(4)).isEqualTo(1_000_000);
  }

  @Test
  void capacity_is_that_of_full_batches_on_all_workers() {
    assertThat(Cost.of("8ms+0.8ms").rowsPerSecond(10, 2)).isEqualTo(1250);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2ms", "2+6", "2ms-6ms", "2ms+6ms+1ms", "-2ms+6ms", "0ms+0ms"})
  void what_cannot_be_read_is_shown_with_an_example(String text) {
    assertThatThrownBy(() -> Cost.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cost: " + text + " (expected: BATCH+ROW with units, such as 2ms+6ms or 8ms+0.8ms)");
  }
}
