package dev.soban.core.schedule;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.schedule.Refusal.Reason;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Terms;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  @Test
  void what_waits_is_bounded_in_requests_rows_and_bytes() {
    Play play = play(new Bounds(3, 100, 1_000));
    play.add("a", 50);
    play.add("b", 40);

    assertThat(refusal(play.add("rows", 11)))
        .isEqualTo(
            new Refusal(Reason.FULL, "90 rows wait, with 11 more (expected: at most 100)", 0));
    assertThat(refusal(play.add("bytes", bytes(1_001))).text())
        .isEqualTo("0 bytes wait, with 1001 more (expected: at most 1000)");
    assertThat(play.add("c", 10).accepted()).isTrue();
    assertThat(refusal(play.add("d", 1)).text())
        .isEqualTo("3 requests wait (expected: fewer than 3)");
  }

  @Test
  void a_request_alone_gets_a_place_however_large_it_is() {
    Play play = play(new Bounds(3, 100, 1_000));

    assertThat(play.add("a", 500).accepted()).isTrue();
    assertThat(play.add("b", 1).accepted()).isFalse();
  }

  @Test
  void a_full_queue_says_when_a_place_is_expected() {
    Play play = play(new Bounds(100, 100, 1_000));
    play.learn(2, 6);
    play.add("a", 100);

    assertThat(refusal(play.add("b", 1)).retryAfterNanos() / Play.MILLI).isBetween(610L, 625L);
  }

  @Test
  void the_newest_of_the_lowest_class_give_up_their_places() {
    Play play = play(new Bounds(4, 100, 1_000));
    play.add("n", Play.of(Priority.NORMAL, 1));
    play.add("l", Play.of(Priority.LOW, 1));
    play.add("m", Play.of(Priority.LOW, 1));
    play.add("o", Play.of(Priority.NORMAL, 1));

    assertThat(play.add("h", Play.of(Priority.HIGH, 1)).evicted())
        .containsExactly(play.requests.get("m"));
    assertThat(play.add("p", Play.of(Priority.NORMAL, 1)).evicted())
        .containsExactly(play.requests.get("l"));
    assertThat(play.add("q", Play.of(Priority.NORMAL, 1)).accepted()).isFalse();
    assertThat(play.add("i", Play.of(Priority.HIGH, 1)).evicted())
        .containsExactly(play.requests.get("p"));
    assertThat(play.scheduler.requests()).isEqualTo(4);
  }

  @Test
  void nobody_is_evicted_where_that_would_not_make_room() {
    Play play = play(new Bounds(100, 20, 1_000));
    play.add("n", Play.of(Priority.NORMAL, 15));
    play.add("l", Play.of(Priority.LOW, 5));

    Decision<String> decision = play.add("m", Play.of(Priority.NORMAL, 6));
    assertThat(decision.accepted()).isFalse();
    assertThat(decision.evicted()).isEmpty();
    assertThat(play.scheduler.rows()).isEqualTo(20);
  }

  @Test
  void who_has_begun_to_run_keeps_its_place() {
    Play play = play(new Bounds(1, 100, 1_000));
    play.add("l", Play.of(Priority.LOW, 20));
    play.take();

    assertThat(play.add("h", Play.of(Priority.HIGH, 1)).accepted()).isFalse();
  }

  @Test
  void a_newer_request_with_the_same_key_replaces_the_one_that_waits() {
    Play play = play(new Bounds(2, 100, 100));
    play.add("a", Play.latest("t", "camera"));
    play.add("b", Play.latest("other", "camera"));

    assertThat(play.add("c", Play.latest("t", "camera")).superseded())
        .isEqualTo(List.of(play.requests.get("a")));
    assertThat(play.add("d", Play.latest("t", "door")).accepted()).isFalse();
    assertThat(play.scheduler.requests()).isEqualTo(2);
    play.take();
    assertThat(play.add("e", Play.latest("t", "camera")).superseded()).isEmpty();
  }

  @Test
  void what_not_even_an_idle_machine_could_answer_in_time_is_infeasible() {
    Play play = play(Bounds.NONE);
    play.learn(2, 6);
    play.add("busy", 1);

    assertThat(refusal(play.add("a", play.within(1_000, 200))))
        .satisfies(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.INFEASIBLE);
              assertThat(refusal.text())
                  .matches("200 rows take 12(39|40) ms \\(expected: 1000 ms\\)");
              assertThat(refusal.retryAfterNanos()).isZero();
            });
    assertThat(play.add("b", play.within(1_400, 200)).accepted()).isTrue();
  }

  @Test
  void what_would_be_answered_too_late_is_refused_with_the_time_to_wait() {
    Play play = Play.with(Policy.FIFO).play();
    play.learn(2, 6);
    play.add("a", 100);

    Refusal refusal = refusal(play.add("b", play.within(500, 1)));
    assertThat(refusal.reason()).isEqualTo(Reason.LATE);
    assertThat(refusal.retryAfterNanos() / Play.MILLI).isBetween(125L, 130L);
    assertThat(refusal.text())
        .matches(
            "1 requests with 100 rows wait, so an answer takes 62\\d ms \\(expected: 500 ms\\)");
    assertThat(play.add("c", play.within(700, 1)).accepted()).isTrue();
  }

  @Test
  void a_small_request_is_not_behind_large_ones() {
    Play play = play(Bounds.NONE);
    play.learn(2, 6);
    play.add("large", 1_000);

    assertThat(play.add("small", play.within(100, 1)).accepted()).isTrue();
    assertThat(play.add("medium", play.within(300, 20)).accepted()).isTrue();
    assertThat(refusal(play.add("l", play.within(2_000, 300))).reason()).isEqualTo(Reason.LATE);
  }

  @Test
  void a_light_tenant_is_not_behind_a_flood() {
    Play play = play(Bounds.NONE);
    play.learn(2, 6);
    for (int i = 0; i < 100; i++) {
      play.add("a", Play.of("A", 4));
    }

    assertThat(play.add("b", in(play, "B", Priority.NORMAL, 1)).accepted()).isTrue();
    assertThat(refusal(play.add("c", in(play, "A", Priority.NORMAL, 1))).reason())
        .isEqualTo(Reason.LATE);
  }

  @Test
  void a_low_request_is_behind_higher_ones_by_their_shares() {
    Play play = play(Bounds.NONE);
    play.learn(2, 6);
    for (int i = 0; i < 100; i++) {
      play.add("h", Play.of(Priority.HIGH, 4));
    }

    assertThat(refusal(play.add("l", in(play, "B", Priority.LOW, 10))).reason())
        .isEqualTo(Reason.LATE);
    assertThat(play.add("n", in(play, "B", Priority.NORMAL, 10)).accepted()).isTrue();
  }

  @Test
  void more_instances_answer_sooner() {
    Play play = new Play(Play.with(Policy.FIFO).build(), 2, Bounds.NONE);
    play.learn(2, 6);
    play.add("a", 100);

    assertThat(play.add("b", play.within(400, 1)).accepted()).isTrue();
  }

  @Test
  void a_run_that_goes_on_is_waited_for() {
    Play play = play(Bounds.NONE);
    play.learn(2, 6);
    play.add("a", 10);
    play.take();
    play.pass(20);

    assertThat(refusal(play.add("b", play.within(45, 1))).reason()).isEqualTo(Reason.LATE);
    assertThat(play.add("c", play.within(55, 1)).accepted()).isTrue();
    play.pass(42);
    assertThat(play.add("d", play.within(30, 1)).accepted()).isTrue();
  }

  @Test
  void nobody_is_refused_for_what_is_not_learned() {
    Play play = play(Bounds.NONE);
    play.add("a", 10_000);

    assertThat(play.add("b", play.within(1, 100)).accepted()).isTrue();
  }

  @Test
  void after_a_pause_one_request_may_try_whether_it_is_still_so() {
    Play play = play(Bounds.NONE);
    play.learn(2_000, 6);
    play.add("a", 1);
    play.take();
    play.pass(100);
    assertThat(play.add("b", play.within(500, 1)).accepted()).isFalse();
    play.pass(900);

    assertThat(play.add("c", play.within(500, 1)).accepted()).isTrue();
    assertThat(play.add("d", play.within(500, 1)).accepted()).isFalse();
  }

  private static Refusal refusal(Decision<String> decision) {
    return requireNonNull(decision.refusal());
  }

  private static Terms bytes(long bytes) {
    return new Terms("group", 1, bytes, "tenant", 1, Priority.NORMAL, Terms.NO_DEADLINE, null);
  }

  private static Terms in(Play play, String tenant, Priority priority, int rows) {
    return new Terms("group", rows, 0, tenant, 1, priority, play.now + 300 * Play.MILLI, null);
  }

  private static Play play(Bounds bounds) {
    return new Play(Play.with(Policy.ADAPTIVE).build(), 1, bounds);
  }
}
