package dev.soban.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void jains_index_is_one_among_equals_and_a_fraction_when_one_has_everything() {
    tally.ran("a", 10);
    tally.ran("b", 10);
    assertThat(tally.jain()).isEqualTo(1);

    tally.ran("a", 20);
    assertThat(tally.jain()).isEqualTo(40.0 * 40 / (2 * (30 * 30 + 10 * 10)));
  }

  @Test
  void what_runs_when_nobody_asks_any_more_does_not_make_it_fair() {
    tally.ran("a", 30);
    tally.ran("b", 10);
    double jain = tally.jain();

    tally.lastArrived();
    tally.ran("b", 20);

    assertThat(tally.jain()).isEqualTo(jain);
  }

  @Test
  void nobody_served_has_no_index() {
    assertThat(tally.jain()).isNaN();
  }
}
