package dev.soban.core.schedule.share;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A target of 200 ms; a row gets through each millisecond. */
class PaceTest {
  private static final long MILLI = 1_000_000;
  private static final long TARGET = 200 * MILLI;

  private final Pace pace = new Pace();
  private long now = Long.MAX_VALUE - 30 * MILLI;

  @Test
  void only_long_waits_for_a_tenth_of_a_second_on_end_are_congestion() {
    run(99, 201, 1_000);
    assertThat(pace.congested()).isFalse();
    run(1, 199, 1_000);
    run(100, 201, 1_000);
    assertThat(pace.congested()).isFalse();
    run(1, 201, 1_000);

    assertThat(pace.congested()).isTrue();
  }

  @Test
  void everybody_is_allowed_until_then() {
    run(50, 201, 1_000_000);

    assertThat(pace.allows(1_000_000, TARGET)).isTrue();
  }

  @Test
  void in_congestion_as_many_are_allowed_as_get_through_in_time() {
    run(201, 201, 1_000);

    assertThat(pace.allows(199, TARGET)).isTrue();
    assertThat(pace.allows(200, TARGET)).isFalse();
    assertThat(pace.allows(100, TARGET / 2)).isFalse();
    assertThat(pace.excessNanos(500, TARGET) / MILLI).isEqualTo(400);
  }

  @Test
  void congestion_ends_when_what_is_left_gets_through_in_half_of_the_target() {
    run(201, 201, 1_000);
    run(1, 10, 101);
    assertThat(pace.congested()).isTrue();
    run(1, 10, 100);

    assertThat(pace.congested()).isFalse();
  }

  @Test
  void an_empty_queue_is_not_congested() {
    run(201, 201, 1_000);
    pace.rest();

    assertThat(pace.congested()).isFalse();
    run(100, 201, 1_000);
    assertThat(pace.congested()).isFalse();
  }

  private void run(int millis, long waitedMillis, long rowsLeft) {
    for (int i = 0; i < millis; i++) {
      pace.started(waitedMillis * MILLI, TARGET, now);
      pace.served(1, rowsLeft, TARGET, now);
      now += MILLI;
    }
  }
}
