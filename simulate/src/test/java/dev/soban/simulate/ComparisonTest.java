package dev.soban.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Setup SETUP = new Setup(10, 0.85, 1, 1, 5000);
  private static final Cost GPU = Cost.of("8ms+0.8ms");

  @Test
  void the_same_seed_gives_the_same_rows_whatever_runs_beside_it() {
    List<Trial> trials = Comparison.trials(SETUP, GPU, List.of("mix-200", "hostile"), List.of());

    assertThat(trials.parallelStream().map(trial -> trial.run(ignored -> {})).toList())
        .hasToString(trials.stream().map(trial -> trial.run(ignored -> {})).toList().toString());
  }

  @Test
  void every_policy_that_was_asked_for_has_its_row() {
    assertThat(Comparison.policies())
        .containsExactly(
            "fifo-alone",
            "fifo",
            "tick-oldest",
            "tick-arrival",
            "rr-alone",
            "rr",
            "rr-tens",
            "mlfq",
            "mlfq-bound",
            "mlfq-tens-tick",
            "adaptive",
            "srpt");
    assertThat(Comparison.policies())
        .allSatisfy(name -> assertThat(Comparison.about(name)).isNotBlank());
  }

  @Test
  void levels_of_their_own_need_two_workers() {
    Setup two = new Setup(10, 0.85, 2, 1, 5000);

    assertThat(Comparison.trials(SETUP, GPU, List.of("steady"), List.of("mlfq-bound"))).isEmpty();
    assertThat(Comparison.trials(two, GPU, List.of("steady"), List.of("mlfq-bound"))).hasSize(1);
    assertThat(Comparison.trials(SETUP, GPU, List.of("two-workers"), List.of("mlfq-bound")))
        .hasSize(1);
  }

  @Test
  void a_policy_that_cannot_keep_up_is_said_to_be_unstable_with_what_it_can_carry() {
    Row row = Outcome.of(SETUP, "8ms+0.8ms", "mix-200", "fifo-alone").whole();

    assertThat(row.stable()).isFalse();
    assertThat(row.needs()).isBetween(1.3, 1.7);
    assertThat(row.smallP99Millis()).isNaN();
    assertThat(row.throughput()).isBetween(300.0, 450.0);
  }

  @Test
  void a_policy_that_keeps_up_says_what_it_needs() {
    assertThat(Outcome.of(SETUP, "8ms+0.8ms", "mix-200", "fifo").whole().needs())
        .isBetween(0.84, 0.87);
  }

  @Test
  void progress_adds_up_to_what_was_announced() {
    Trial trial = Comparison.trials(SETUP, GPU, List.of("steady"), List.of("fifo")).getFirst();
    long[] done = {0};

    trial.run(more -> done[0] += more);

    assertThat(done[0]).isEqualTo(trial.requests());
  }

  @Test
  void unknown_names_are_refused_with_those_there_are() {
    assertThatThrownBy(() -> Comparison.trials(SETUP, GPU, List.of("mixed"), List.of()))
        .hasMessageStartingWith("workload: mixed (expected: one of steady, mix-200, ");
    assertThatThrownBy(() -> Comparison.trials(SETUP, GPU, List.of(), List.of("lifo")))
        .hasMessageStartingWith("policy: lifo (expected: one of fifo-alone, fifo, ");
  }
}
