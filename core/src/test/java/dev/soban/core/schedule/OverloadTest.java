package dev.soban.core.schedule;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.schedule.Refusal.Reason;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Rules;
import dev.soban.core.schedule.terms.Terms;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A machine that runs a batch of ten rows in 10 ms: a row a millisecond. */
class OverloadTest {
  private final Play play = Play.with(Policy.ADAPTIVE).target(200).play();
  private final List<Long> waits = new ArrayList<>();
  private int refused;
  private int light;

  @Test
  void a_flood_without_deadlines_settles_at_a_bounded_wait() {
    flood("A", Priority.NORMAL, 3, 2_000);
    waits.clear();
    flood("A", Priority.NORMAL, 3, 10_000);

    assertThat(waits).hasSizeGreaterThan(9_500);
    assertThat(waits).allSatisfy(wait -> assertThat(wait).isLessThan(3 * 200));
    assertThat(waits.stream().filter(wait -> wait < 50)).hasSizeGreaterThan(4_000);
    assertThat(refused).isGreaterThan(18_000);
  }

  @Test
  void refusals_say_what_waits_and_when_to_come_again() {
    flood("A", Priority.NORMAL, 3, 1_000);

    Refusal refusal = requireNonNull(play.add("x", Play.of("A", 1)).refusal());
    assertThat(refusal.reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(refusal.text())
        .matches("\\d+ requests with \\d+ rows wait, even small ones for longer than 200 ms each");
    assertThat(refusal.retryAfterNanos() / Play.MILLI).isBetween(1L, 1_000L);
  }

  @Test
  void a_light_tenant_is_never_refused_because_of_a_flood() {
    light = 20;
    flood("A", Priority.NORMAL, 3, 3_000);

    assertThat(refused).isPositive();
    assertThat(play.add("b", Play.of("B", 4)).accepted()).isTrue();
  }

  @Test
  void lower_classes_are_turned_away_first() {
    flood("A", Priority.HIGH, 3, 1_000);

    assertThat(play.add("l", Play.of(Priority.LOW, 1)).accepted()).isFalse();
    assertThat(play.add("n", Play.of(Priority.NORMAL, 1)).accepted()).isFalse();
    assertThat(play.add("h", Play.of(Priority.HIGH, 1)).accepted()).isTrue();
  }

  @Test
  void when_the_flood_is_over_everybody_is_welcome_again() {
    flood("A", Priority.NORMAL, 3, 1_000);
    flood("A", Priority.NORMAL, 0, 400);

    assertThat(play.scheduler.requests()).isZero();
    assertThat(play.add("a", Play.of("A", 1)).accepted()).isTrue();
    refused = 0;
    flood("A", Priority.NORMAL, 0.8, 2_000);
    assertThat(refused).isZero();
  }

  @Test
  void short_deadlines_make_for_a_short_target() {
    Pacing<String> pacing =
        new Pacing<>(Rules.of(Play.with(Policy.ADAPTIVE).build(), 1), new ServiceTimes());

    assertThat(pacing.targetNanos(Play.terms(1), play.now)).isEqualTo(1_000 * Play.MILLI);
    assertThat(pacing.targetNanos(play.within(400, 1), play.now)).isEqualTo(100 * Play.MILLI);
  }

  @Test
  void a_slow_model_is_given_some_batches() {
    ServiceTimes times = new ServiceTimes();
    times.learn(10, 2_000 * Play.MILLI);
    Pacing<String> pacing = new Pacing<>(Rules.of(Play.with(Policy.ADAPTIVE).build(), 1), times);

    assertThat(pacing.targetNanos(Play.terms(1), play.now)).isEqualTo(8_000 * Play.MILLI);
    assertThat(pacing.targetNanos(play.within(400, 1), play.now)).isEqualTo(4_000 * Play.MILLI);
  }

  @Test
  void the_literal_policies_turn_nobody_away_unless_told_to() {
    assertThat(Rules.of(Play.with(Policy.FIFO).build(), 1).targetNanos()).isZero();
    assertThat(Rules.of(Play.with(Policy.FIFO).target(5).build(), 1).targetNanos())
        .isEqualTo(5 * Play.MILLI);
  }

  @Test
  void the_outlook_tells_what_one_more_instance_would_gain() {
    play.learn(8, 1);
    for (int i = 0; i < 4_000; i++) {
      play.add("a", 1);
      play.take();
      play.pass(2);
    }

    Outlook outlook = play.scheduler.outlook(play.now);
    assertThat(outlook.utilization()).isBetween(0.88, 0.92);
    assertThat(outlook.waitNanos() / Play.MILLI).isBetween(65L, 90L);
    assertThat(outlook.waitWithOneMoreNanos() / Play.MILLI).isLessThan(3);
  }

  @Test
  void too_much_for_the_instances_is_a_wait_without_end() {
    play.learn(8, 1);
    for (int i = 0; i < 4_000; i++) {
      play.add("a", 1);
      play.take();
      play.pass(1);
    }

    Outlook outlook = play.scheduler.outlook(play.now);
    assertThat(outlook.waitNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(outlook.waitWithOneMoreNanos()).isLessThan(100 * Play.MILLI);
  }

  /** So many rows a millisecond for so long, in requests of one row, beside a light tenant. */
  private void flood(String tenant, Priority priority, double rowsPerMilli, int millis) {
    double due = 0;
    for (int milli = 0; milli < millis; milli++) {
      for (due += rowsPerMilli; due >= 1; due--) {
        offer(new Terms("group", 1, 0, tenant, 1, priority, Terms.NO_DEADLINE, null));
      }
      if (light > 0 && milli % light == 0) {
        assertThat(play.add("light", Play.of("B", 1)).accepted()).isTrue();
      }
      if (milli % 10 == 0) {
        run();
      }
      play.pass(1);
    }
  }

  private void offer(Terms terms) {
    if (!play.add("a", terms).accepted()) {
      refused++;
    }
  }

  private void run() {
    long rows = 0;
    for (Slice<String> slice : play.scheduler.take(0, play.now)) {
      waits.add((play.now - slice.waiting().arrivedNanos()) / Play.MILLI);
      rows += slice.count();
    }
    if (rows > 0) {
      play.scheduler.ran(rows, rows * Play.MILLI);
    }
  }
}
