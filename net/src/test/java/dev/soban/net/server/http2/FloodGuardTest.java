package dev.soban.net.server.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.net.server.http2.FloodGuard.Kind;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FloodGuardTest {
  /** The ticker may wrap around at any time. */
  private static final long START = Long.MAX_VALUE - 5;

  private final FloodGuard guard = new FloodGuard(START);

  @Test
  void a_burst_is_let_through_and_what_goes_beyond_is_not() {
    assertThat(count(Kind.IDLE_TALK, 1_000, START)).isEqualTo(1_000);
    assertThat(guard.allows(Kind.IDLE_TALK, START)).isFalse();
  }

  @Test
  void what_is_counted_together_leaves_the_rest_alone() {
    count(Kind.IDLE_TALK, 2_000, START);

    assertThat(guard.allows(Kind.RESET, START)).isTrue();
  }

  @Test
  void allowances_fill_up_with_time() {
    count(Kind.RESET, 1_000, START);

    long later = START + TimeUnit.MILLISECONDS.toNanos(100);

    assertThat(count(Kind.RESET, 100, later)).isEqualTo(20);
  }

  @Test
  void a_steady_pace_within_the_allowance_goes_on_for_ever() {
    long now = START;
    for (int i = 0; i < 10_000; i++) {
      now += TimeUnit.MILLISECONDS.toNanos(10);
      assertThat(guard.allows(Kind.IDLE_TALK, now)).isTrue();
    }
  }

  @Test
  void a_steady_pace_above_the_allowance_ends() {
    long now = START;
    int allowed = 0;
    while (guard.allows(Kind.IDLE_TALK, now)) {
      now += TimeUnit.MILLISECONDS.toNanos(5);
      allowed++;
    }
    assertThat(allowed).isBetween(1_990, 2_010);
  }

  private int count(Kind kind, int times, long nowNanos) {
    int allowed = 0;
    for (int i = 0; i < times; i++) {
      allowed += guard.allows(kind, nowNanos) ? 1 : 0;
    }
    return allowed;
  }
}
