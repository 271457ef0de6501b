package dev.soban.core.lifecycle.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.time.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final ManualTicker ticker = new ManualTicker();
  private final Health health = new Health(Duration.ofSeconds(30), ticker.nanos());

  @Test
  void while_clients_are_answered_nobody_else_asks() {
    for (int answered = 1; answered < 100; answered++) {
      ticker.advance(Duration.ofSeconds(10));

      assertThat(health.look(answered, ticker.nanos())).isFalse();
      assertThat(health.trouble()).isEmpty();
    }
  }

  @Test
  void after_half_the_time_without_an_answer_one_canary_is_sent() {
    ticker.advance(Duration.ofSeconds(14));
    assertThat(health.look(0, ticker.nanos())).isFalse();
    ticker.advance(Duration.ofSeconds(1));
    assertThat(health.look(0, ticker.nanos())).isTrue();
    ticker.advance(Duration.ofSeconds(5));
    assertThat(health.look(0, ticker.nanos())).isFalse();

    health.answered(ticker.nanos());
    ticker.advance(Duration.ofSeconds(14));

    assertThat(health.look(0, ticker.nanos())).isFalse();
    assertThat(health.trouble()).isEmpty();
  }

  @Test
  void a_canary_that_fails_is_sent_again_and_trouble_comes_with_the_whole_time() {
    canaryFailsAfter(15);
    canaryFailsAfter(5);
    assertThat(health.trouble()).isEmpty();

    canaryFailsAfter(10);
    assertThat(health.trouble()).isEqualTo("no answer for 30 s: broken");

    ticker.advance(Duration.ofSeconds(1));
    health.look(1, ticker.nanos());
    assertThat(health.trouble()).isEmpty();
  }

  private void canaryFailsAfter(int seconds) {
    ticker.advance(Duration.ofSeconds(seconds));
    assertThat(health.look(0, ticker.nanos())).isTrue();
    health.failed("broken");
  }

  @Test
  void a_canary_without_an_answer_is_trouble_too() {
    ticker.advance(Duration.ofSeconds(20));
    assertThat(health.look(0, ticker.nanos())).isTrue();
    ticker.advance(Duration.ofSeconds(10));
    health.look(0, ticker.nanos());

    assertThat(health.trouble()).contains("has no answer yet");
  }

  @Test
  void silence_alone_is_no_trouble() {
    ticker.advance(Duration.ofSeconds(100));
    assertThat(health.look(0, ticker.nanos())).isTrue();
    health.notAsked();
    ticker.advance(Duration.ofSeconds(100));
    health.look(0, ticker.nanos());
    health.notAsked();

    assertThat(health.trouble()).isEmpty();
  }

  @Test
  void a_hung_run_is_trouble_at_once_until_something_is_answered() {
    health.hung();

    assertThat(health.trouble()).isEqualTo("a run of the engine hangs");
    assertThat(health.look(0, ticker.nanos())).isTrue();
    health.failed("still broken");
    assertThat(health.trouble()).isNotEmpty();
    assertThat(health.look(0, ticker.nanos())).isTrue();
    health.answered(ticker.nanos());
    assertThat(health.trouble()).isEmpty();
  }

  @Test
  void without_a_time_only_hung_runs_count() {
    Health careless = new Health(Duration.ZERO, ticker.nanos());
    ticker.advance(Duration.ofDays(1));

    assertThat(careless.look(0, ticker.nanos())).isFalse();
    careless.hung();
    assertThat(careless.trouble()).isNotEmpty();
  }
}
