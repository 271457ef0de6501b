package dev.soban.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Terms;
import org.junit.jupiter.api.Test;

class PlaceOfTheLightTest {
  private static final Bounds BOUNDS = new Bounds(10, 1_000, 1_000);

  private final Scheduler<String> scheduler = new Scheduler<>(BatchingSettings.DEFAULT, 1, BOUNDS);

  @Test
  void when_all_places_are_taken_the_newest_of_the_heaviest_tenant_gives_up_its_own() {
    Waiting<String> newest = null;
    for (int i = 0; i < 10; i++) {
      newest = waiting("flood", 4);
      assertThat(scheduler.add(newest, i).accepted()).isTrue();
    }

    Decision<String> decision = scheduler.add(waiting("light", 4), 10);

    assertThat(decision.accepted()).isTrue();
    assertThat(decision.evicted()).containsExactly(newest);
    assertThat(scheduler.requests()).isEqualTo(10);
  }

  @Test
  void nobody_gives_up_a_place_for_a_tenant_that_has_as_much_waiting() {
    for (int i = 0; i < 5; i++) {
      scheduler.add(waiting("one", 4), i);
      scheduler.add(waiting("other", 4), i);
    }

    Decision<String> decision = scheduler.add(waiting("one", 4), 10);

    assertThat(decision.accepted()).isFalse();
    assertThat(decision.evicted()).isEmpty();
    assertThat(scheduler.requests()).isEqualTo(10);
  }

  @Test
  void what_has_begun_to_run_is_never_given_up() {
    scheduler.add(waiting("flood", 200), 0);
    scheduler.take(0, 1);
    for (int i = 1; i < 10; i++) {
      scheduler.add(waiting("one-" + i, 1), i);
    }

    assertThat(scheduler.add(waiting("light", 1), 10).accepted()).isFalse();
  }

  private static Waiting<String> waiting(String tenant, long rows) {
    return new Waiting<>(tenant, Terms.of("group", rows, tenant));
  }
}
