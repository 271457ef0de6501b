package dev.soban.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.TurnSettings.Level;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Terms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiteralPoliciesTest {

  @Test
  void fifo_finishes_who_came_first_and_fills_up_with_the_next() {
    Play play = Play.with(Policy.FIFO).play();
    play.add("a", 13);
    play.add("b", 2);
    play.add("c", 9);

    assertThat(play.take()).isEqualTo("a0+10");
    assertThat(play.take()).isEqualTo("a10+3 b0+2 c0+5");
    assertThat(play.take()).isEqualTo("c5+4");
    assertThat(play.take()).isEmpty();
  }

  @Test
  void fifo_goes_by_arrival_between_groups_too() {
    Play play = Play.with(Policy.FIFO).play();
    play.add("a", Terms.of("wide", 12, "t"));
    play.add("b", Terms.of("narrow", 1, "t"));

    assertThat(play.take()).isEqualTo("a0+10");
    assertThat(play.take()).isEqualTo("a10+2");
    assertThat(play.take()).isEqualTo("b0+1");
  }

  @Test
  void round_robin_gives_every_request_a_quantum_in_turn() {
    Play play = Play.with(Policy.ROUND_ROBIN).quantum(4).play();
    play.add("a", 20);
    play.add("b", 5);
    play.add("c", 2);

    assertThat(play.take()).isEqualTo("a0+4 b0+4 c0+2");
    assertThat(play.take()).isEqualTo("a4+9 b4+1");
  }

  @Test
  void round_robin_read_literally_gives_each_turn_a_batch_of_one_request() {
    Play play = Play.with(Policy.ROUND_ROBIN).apart().play();
    play.add("a", 25);
    play.add("b", 3);

    assertThat(play.take()).isEqualTo("a0+10");
    assertThat(play.take()).isEqualTo("b0+3");
    assertThat(play.take()).isEqualTo("a10+10");
    assertThat(play.take()).isEqualTo("a20+5");
  }

  @Test
  void pieces_of_ten_run_whole_and_share_a_batch_only_when_they_fit() {
    Play play = Play.with(Policy.FIFO).tens().play();
    play.add("a", 12);
    play.add("b", 9);
    play.add("c", 1);

    assertThat(play.take()).isEqualTo("a0+10");
    assertThat(play.take()).isEqualTo("a10+2");
    assertThat(play.take()).isEqualTo("b0+9 c0+1");
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void without_merging_every_batch_is_of_one_request(Policy policy) {
    Play play = Play.with(policy).apart().play();
    play.add("a", 3);
    play.add("b", 2);

    assertThat(play.take()).isEqualTo("a0+3");
    assertThat(play.take()).isEqualTo("b0+2");
  }

  @Test
  void in_the_feedback_queue_who_used_up_a_level_goes_one_down() {
    Play play = Play.with(Policy.MLFQ).levels(new Level(3, 0), new Level(8, 0)).play();
    play.add("a", 30);
    play.add("b", 4);

    assertThat(play.take()).isEqualTo("a0+7 b0+3");
    assertThat(play.take()).isEqualTo("a7+9 b3+1");
    play.add("c", 2);
    assertThat(play.take()).isEqualTo("c0+2 a16+8");
  }

  @Test
  void the_feedback_queue_has_three_levels_of_its_own() {
    Play play = Play.with(Policy.MLFQ).play();
    play.add("a", 200);
    for (int batch = 0; batch < 6; batch++) {
      play.take();
    }
    play.add("b", 60);

    assertThat(play.rowsIn(5)).containsOnlyKeys("b");
    assertThat(play.take()).isEqualTo("a60+10");
    assertThat(play.take()).isEqualTo("b50+10");
  }

  @Test
  void the_feedback_queue_brings_who_waits_for_long_back_to_the_top() {
    Play play = Play.with(Policy.MLFQ).levels(new Level(10, 0), new Level(10, 0)).boost(100).play();
    play.add("a", 30);
    play.take();
    play.pass(60);
    play.add("b", 30);

    assertThat(play.take()).isEqualTo("b0+10");
    play.pass(40);
    assertThat(play.take()).isEqualTo("a10+10");
  }

  @Test
  void a_worker_of_a_level_looks_there_first_and_helps_the_others() {
    Play play =
        new Play(
            Play.with(Policy.MLFQ).levels(new Level(2, 0), new Level(50, 1)).build(),
            2,
            Bounds.NONE);
    play.add("a", 40);
    assertThat(play.take(1)).isEqualTo("a0+10");
    play.add("b", 5);

    assertThat(play.take(0)).isEqualTo("a10+10");
    assertThat(play.take(1)).isEqualTo("b0+2 a20+8");
    play.scheduler.remove(play.requests.get("a"));
    play.scheduler.remove(play.requests.get("b"));
    play.add("c", 1);
    assertThat(play.take(0)).isEqualTo("c0+1");
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void higher_classes_go_first_whatever_the_policy(Policy policy) {
    Play play = Play.with(policy).play();
    play.add("l", Play.of(Priority.LOW, 10));
    play.add("h", Play.of(Priority.HIGH, 10));

    assertThat(play.take()).startsWith("h0+");
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void rows_past_their_deadline_are_never_taken_and_are_handed_over(Policy policy) {
    Play play = Play.with(policy).play();
    play.add("a", play.within(5, 12));
    play.add("b", 2);
    play.take();
    play.pass(5);

    assertThat(play.take()).isIn("b0+2", "");
    assertThat(play.scheduler.takeExpired()).containsExactly(play.requests.get("a"));
    assertThat(play.scheduler.takeExpired()).isEmpty();
    assertThat(play.scheduler.requests()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void rows_that_come_back_go_in_front(Policy policy) {
    Play play = Play.with(policy).play();
    play.add("a", 4);
    Slice<String> lost = play.scheduler.take(0, play.now).getFirst();
    play.add("b", 4);
    play.scheduler.putBack(lost, play.now);

    assertThat(play.take()).isEqualTo("a0+4 b0+4");
    assertThat(play.scheduler.rows()).isZero();
  }

  @Test
  void rows_of_who_was_taken_out_never_come_back() {
    Play play = Play.with(Policy.ADAPTIVE).play();
    play.add("a", 14);
    Slice<String> lost = play.scheduler.take(0, play.now).getFirst();
    Slice<String> rest = play.scheduler.take(0, play.now).getFirst();
    play.scheduler.putBack(rest, play.now);
    assertThat(play.scheduler.remove(lost.waiting())).isTrue();
    play.scheduler.putBack(lost, play.now);
    play.add("b", 1);
    Slice<String> all = play.scheduler.take(0, play.now).getFirst();
    assertThat(play.scheduler.remove(all.waiting())).isFalse();
    play.scheduler.putBack(all, play.now);

    assertThat(play.scheduler.rows()).isZero();
    assertThat(play.take()).isEmpty();
  }

  @Test
  void everybody_can_be_taken_out() {
    Play play = Play.with(Policy.ADAPTIVE).play();
    play.add("a", 14);
    play.add("b", Play.of(Priority.HIGH, 100));
    play.take();

    assertThat(play.scheduler.removeAll())
        .containsExactlyInAnyOrder(play.requests.get("a"), play.requests.get("b"));
    assertThat(play.scheduler.requests()).isZero();
    assertThat(play.scheduler.dueInNanos(play.now)).isEqualTo(Long.MAX_VALUE);
  }
}
