package dev.soban.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriorityLevelsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 1 2 3 4",
    "1, 0",
    "2, 1 2",
    "3, 1 2 3",
    "4, 1 1 2 3",
    "6, 1 1 2 2 3 3",
    "9, 1 1 1 2 2 2 3 3 3",
  })
  void levels_become_the_three_classes_in_order(int count, String classes) {
    PriorityLevels levels = levels(count, Math.min(1, count));

    String found =
        IntStream.range(0, count == 0 ? 5 : count)
            .mapToObj(i -> String.valueOf(levels.priority(count == 0 ? i : i + 1)))
            .collect(Collectors.joining(" "));

    assertThat(found).isEqualTo(classes);
  }

  @Test
  void as_many_levels_as_there_are_numbers_do_not_overflow() {
    assertThat(levels(Integer.MAX_VALUE, 1).priority(Integer.MAX_VALUE)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"0, 4", "1, 1", "5, 5", "6, 4", "-3, 4"})
  void who_names_no_level_gets_the_usual_one(int number, int level) {
    assertThat(levels(5, 4).level(number)).isEqualTo(level);
  }

  @Test
  void a_level_may_wait_for_longer_than_the_others() {
    PriorityLevels levels =
        new PriorityLevels(2, 1, Duration.ofMillis(5), Map.of(2, Duration.ofMillis(9)));

    assertThat(levels.queueTimeout(1)).isEqualTo(Duration.ofMillis(5));
    assertThat(levels.queueTimeout(2)).isEqualTo(Duration.ofMillis(9));
  }

  @Test
  void the_usual_level_is_one_of_them() {
    assertThatThrownBy(() -> levels(2, 3)).hasMessage("usual: 3 (expected: 1 to 2)");
    assertThatThrownBy(() -> levels(-1, 0)).hasMessage("count: -1 (expected: >= 0)");
  }

  private static PriorityLevels levels(int count, int usual) {
    return new PriorityLevels(count, usual, Duration.ZERO, Map.of());
  }
}
