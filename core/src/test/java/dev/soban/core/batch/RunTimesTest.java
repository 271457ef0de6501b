package dev.soban.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunTimesTest {
  private final RunTimes runTimes = new RunTimes();

  @Test
  void nothing_is_known_before_the_first_run() {
    assertThat(runTimes.averageNanos()).isZero();
  }

  @Test
  void the_average_follows_a_model_that_becomes_slower_or_faster() {
    learn(200, 10_000);
    assertThat(runTimes.averageNanos()).isBetween(9_900L, 10_100L);

    learn(200, 1_000_000);
    assertThat(runTimes.averageNanos()).isBetween(990_000L, 1_010_000L);

    learn(200, 10_000);
    assertThat(runTimes.averageNanos()).isBetween(9_900L, 10_100L);
  }

  @Test
  void runs_that_now_and_then_lose_their_core_do_not_make_a_short_model_long() {
    for (int i = 0; i < 1_000; i++) {
      learn(9, 10_000);
      learn(1, 4_000_000);
    }

    assertThat(runTimes.averageNanos()).isLessThan(20_000);
  }

  private void learn(int times, long elapsedNanos) {
    for (int i = 0; i < times; i++) {
      runTimes.learn(elapsedNanos);
    }
  }
}
