package dev.soban.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.TurnSettings.TickFrom;
import org.junit.jupiter.api.Test;

class HoldingTest {

  @Test
  void without_delay_or_tick_everything_is_due_at_once() {
    Play play = Play.with(Policy.ADAPTIVE).play();
    assertThat(play.scheduler.dueInNanos(play.now)).isEqualTo(Long.MAX_VALUE);
    play.add("a", 1);

    assertThat(play.scheduler.dueInNanos(play.now)).isZero();
  }

  @Test
  void a_tick_from_the_oldest_is_over_a_tick_after_it_came() {
    Play play = Play.with(Policy.FIFO).tick(5, TickFrom.OLDEST).play();
    play.add("a", 1);
    play.pass(3);
    play.add("b", 1);

    assertThat(play.scheduler.dueInNanos(play.now)).isEqualTo(2 * Play.MILLI);
    assertThat(play.take()).isEmpty();
    play.pass(2);
    assertThat(play.take()).isEqualTo("a0+1 b0+1");
  }

  @Test
  void a_tick_from_the_latest_arrival_begins_anew_each_time() {
    Play play = Play.with(Policy.FIFO).tick(5, TickFrom.ARRIVAL).play();
    play.add("a", 1);
    play.pass(4);
    play.add("b", 1);
    play.pass(4);

    assertThat(play.scheduler.dueInNanos(play.now)).isEqualTo(Play.MILLI);
    play.pass(1);
    assertThat(play.take()).isEqualTo("a0+1 b0+1");
  }

  @Test
  void a_full_batch_never_waits() {
    Play play = Play.with(Policy.FIFO).tick(5, TickFrom.OLDEST).play();
    play.add("a", 9);
    play.add("b", 1);

    assertThat(play.scheduler.dueInNanos(play.now)).isZero();
    assertThat(play.take()).isEqualTo("a0+9 b0+1");
  }

  @Test
  void who_cannot_share_a_batch_never_waits() {
    Play play = Play.with(Policy.FIFO).apart().tick(5, TickFrom.OLDEST).play();
    play.add("a", 1);

    assertThat(play.scheduler.dueInNanos(play.now)).isZero();
  }

  @Test
  void nobody_waits_for_company_once_in_a_hurry() {
    Play play = Play.with(Policy.ADAPTIVE).delay(5).tick(5, TickFrom.OLDEST).play();
    play.add("a", 1);
    play.scheduler.hurry();

    assertThat(play.scheduler.dueInNanos(play.now)).isZero();
    assertThat(play.take()).isEqualTo("a0+1");
  }

  @Test
  void while_nothing_is_learned_the_delay_is_waited_out() {
    Play play = Play.with(Policy.ADAPTIVE).delay(5).play();
    play.add("a", 1);
    play.pass(2);

    assertThat(play.scheduler.dueInNanos(play.now)).isEqualTo(3 * Play.MILLI);
  }

  @Test
  void it_waits_while_the_wait_costs_less_than_a_run_saves() {
    Play play = Play.with(Policy.ADAPTIVE).delay(50).play();
    play.learn(8, 1);
    arriveEvery(play, 2);
    play.add("a", 1);

    assertThat(dueInMillis(play)).isBetween(7L, 8L);
    play.add("b", 1);
    assertThat(dueInMillis(play)).isBetween(3L, 4L);
    play.pass(4);
    assertThat(play.take()).isEqualTo("a0+1 b0+1");
  }

  @Test
  void it_does_not_wait_where_arrivals_are_rare_or_runs_save_nothing() {
    Play rare = Play.with(Policy.ADAPTIVE).delay(50).play();
    rare.learn(8, 1);
    arriveEvery(rare, 20);
    rare.add("a", 1);

    Play linear = Play.with(Policy.ADAPTIVE).delay(50).play();
    linear.learn(0, 6);
    arriveEvery(linear, 2);
    linear.add("a", 1);

    assertThat(dueInMillis(rare)).isZero();
    assertThat(dueInMillis(linear)).isZero();
  }

  @Test
  void the_delay_bounds_the_wait_however_well_it_pays() {
    Play play = Play.with(Policy.ADAPTIVE).delay(3).play();
    play.learn(80, 1);
    arriveEvery(play, 1);
    play.add("a", 1);

    assertThat(dueInMillis(play)).isEqualTo(3);
  }

  @Test
  void a_deadline_is_never_put_at_risk() {
    Play play = Play.with(Policy.ADAPTIVE).tick(1_000, TickFrom.OLDEST).play();
    play.add("a", play.within(100, 1));
    assertThat(dueInMillis(play)).isEqualTo(50);

    play.learn(40, 10);
    assertThat(dueInMillis(play)).isBetween(39L, 40L);
    play.pass(41);
    assertThat(play.scheduler.dueInNanos(play.now)).isZero();
  }

  private static void arriveEvery(Play play, int millis) {
    for (int i = 0; i < 50; i++) {
      play.add("x", 10);
      play.take();
      play.pass(millis);
    }
  }

  private static long dueInMillis(Play play) {
    return play.scheduler.dueInNanos(play.now) / Play.MILLI;
  }
}
