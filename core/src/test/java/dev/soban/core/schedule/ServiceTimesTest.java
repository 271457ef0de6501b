package dev.soban.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ServiceTimesTest {
  private final ServiceTimes times = new ServiceTimes();
  private final Random random = new Random(7);

  @Test
  void nothing_is_known_at_first() {
    assertThat(times.known()).isFalse();
    assertThat(times.estimateNanos(10)).isZero();
    times.learn(10, 5_000);
    assertThat(times.known()).isTrue();
    assertThat(times.settled()).isFalse();
  }

  @Test
  void fixed_part_and_part_of_each_row_are_told_apart() {
    learn(200, 8_000_000, 800_000);

    assertThat(times.interceptNanos() + 0.0).isCloseTo(8e6, within(4e5));
    assertThat(times.perRowNanos() + 0.0).isCloseTo(8e5, within(5e4));
    assertThat(times.estimateNanos(10) + 0.0).isCloseTo(16e6, within(4e5));
  }

  @Test
  void of_one_size_only_the_time_of_that_size_is_known() {
    for (int i = 0; i < 20; i++) {
      times.learn(4, 10_000);
    }

    assertThat(times.estimateNanos(4)).isBetween(9_990L, 10_000L);
    assertThat(times.estimateNanos(8)).isBetween(14_990L, 15_000L);
  }

  @Test
  void a_run_pushed_off_its_core_hardly_counts() {
    learn(100, 1_000_000, 100_000);
    times.learn(5, 500_000_000);

    assertThat(times.estimateNanos(5) + 0.0).isCloseTo(1.5e6, within(2e5));
  }

  @Test
  void a_slow_first_run_is_forgotten_at_once() {
    times.learn(1, 200_000_000);
    times.learn(1, 2_000_000);
    times.learn(2, 3_000_000);

    assertThat(times.settled()).isTrue();
    assertThat(times.estimateNanos(10)).isBetween(5_000_000L, 20_000_000L);
  }

  @Test
  void a_model_that_has_become_slower_is_noticed() {
    learn(200, 1_000_000, 100_000);
    learn(300, 20_000_000, 2_000_000);

    assertThat(times.estimateNanos(10) + 0.0).isCloseTo(40e6, within(2e6));
  }

  @Test
  void neither_part_is_ever_negative() {
    for (int i = 0; i < 50; i++) {
      times.learn(1, 1_000);
      times.learn(10, 100_000);
    }
    assertThat(times.interceptNanos()).isNotNegative();
    ServiceTimes falling = new ServiceTimes();
    for (int i = 0; i < 50; i++) {
      falling.learn(1, 10_000);
      falling.learn(10, 5_000);
    }
    assertThat(falling.perRowNanos()).isZero();
    assertThat(falling.interceptNanos()).isBetween(5_000L, 10_000L);
  }

  private void learn(int runs, long fixedNanos, long perRowNanos) {
    for (int i = 0; i < runs; i++) {
      int rows = 1 + random.nextInt(10);
      double noise = 1 + 0.02 * random.nextGaussian();
      times.learn(rows, (long) ((fixedNanos + rows * perRowNanos) * noise));
    }
  }
}
