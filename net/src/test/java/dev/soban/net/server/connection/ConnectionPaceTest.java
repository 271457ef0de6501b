package dev.soban.net.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.net.server.ServerLimits;
import dev.soban.net.server.connection.ConnectionPace.Phase;
import dev.soban.net.server.connection.ConnectionPace.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Time is moved by hand and passes the point where nanoseconds wrap around. */
class ConnectionPaceTest {
  private final ConnectionPace pace = new ConnectionPace(ServerLimits.defaults().pace());
  private long nowNanos = Long.MAX_VALUE - 1;

  @Test
  void an_idle_connection_may_stay_for_its_time() {
    assertThat(after(0, Phase.IDLE, 0)).isEqualTo(Verdict.FINE);
    assertThat(after(59, Phase.IDLE, 0)).isEqualTo(Verdict.FINE);
    assertThat(after(1, Phase.IDLE, 0)).isEqualTo(Verdict.CLOSE_IDLE);
  }

  @Test
  void a_request_between_two_looks_starts_the_idle_time_again() {
    after(0, Phase.IDLE, 0);
    assertThat(after(59, Phase.IDLE, 1)).isEqualTo(Verdict.FINE);
    assertThat(after(59, Phase.IDLE, 1)).isEqualTo(Verdict.FINE);
    assertThat(after(1, Phase.IDLE, 1)).isEqualTo(Verdict.CLOSE_IDLE);
  }

  @Test
  void a_head_has_ten_seconds_however_it_dribbles() {
    after(0, Phase.HEAD, 0);
    for (int second = 1; second < 10; second++) {
      assertThat(after(1, Phase.HEAD, 0)).isEqualTo(Verdict.FINE);
    }
    assertThat(after(1, Phase.HEAD, 0)).isEqualTo(Verdict.REFUSE_SLOW_HEAD);
  }

  @Test
  void a_body_must_keep_its_rate_in_every_window() {
    after(0, Phase.BODY, 0);
    assertThat(after(9, Phase.BODY, 0)).isEqualTo(Verdict.FINE);
    assertThat(after(1, Phase.BODY, 10 * 1024)).isEqualTo(Verdict.FINE);
    assertThat(after(9, Phase.BODY, 10 * 1024)).isEqualTo(Verdict.FINE);
    assertThat(after(1, Phase.BODY, 20 * 1024 - 1)).isEqualTo(Verdict.REFUSE_SLOW_BODY);
  }

  @Test
  void a_fast_start_does_not_excuse_a_stall() {
    after(0, Phase.BODY, 0);
    after(10, Phase.BODY, 50 << 20);
    assertThat(after(10, Phase.BODY, 50 << 20)).isEqualTo(Verdict.REFUSE_SLOW_BODY);
  }

  @Test
  void a_body_that_nobody_wanted_meanwhile_starts_a_new_window() {
    after(0, Phase.BODY, 0);
    after(9, Phase.HANDLING, 0);
    after(100, Phase.BODY, 0);
    assertThat(after(9, Phase.BODY, 0)).isEqualTo(Verdict.FINE);
    assertThat(after(1, Phase.BODY, 0)).isEqualTo(Verdict.REFUSE_SLOW_BODY);
  }

  @Test
  void an_answer_stalls_only_when_not_one_byte_is_taken() {
    after(0, Phase.WRITING, 100);
    assertThat(after(29, Phase.WRITING, 101)).isEqualTo(Verdict.FINE);
    assertThat(after(29, Phase.WRITING, 101)).isEqualTo(Verdict.FINE);
    assertThat(after(1, Phase.WRITING, 5)).isEqualTo(Verdict.ABORT_STALLED);
  }

  @Test
  void a_handler_may_take_its_time() {
    after(0, Phase.HANDLING, 0);
    assertThat(after(100_000, Phase.HANDLING, 0)).isEqualTo(Verdict.FINE);
  }

  private Verdict after(long seconds, Phase phase, long progress) {
    nowNanos += Duration.ofSeconds(seconds).toNanos();
    return pace.observe(nowNanos, phase, progress);
  }
}
