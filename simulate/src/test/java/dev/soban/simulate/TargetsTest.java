package dev.soban.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the adaptive policy promises, in virtual time: the same on every machine. */
@TestInstance(Lifecycle.PER_CLASS)
class TargetsTest {
  private static final Setup SETUP = new Setup(10, 0.85, 1, 1, 100_000);
  private static final String CPU = "2ms+6ms";
  private static final String GPU = "8ms+0.8ms";
  private static final double BOOST_MILLIS = 2000;

  private final Map<String, Outcome> outcomes = new HashMap<>();

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void small_requests_wait_a_twentieth_of_fifo_and_little_longer_than_under_the_oracle(
      String cost) {
    double adaptive = mix(cost, "adaptive").smallP99Millis();

    assertThat(adaptive)
        .isLessThanOrEqualTo(mix(cost, "fifo").smallP99Millis() / 20)
        .isLessThanOrEqualTo(mix(cost, "srpt").smallP99Millis() * 1.25);
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void large_requests_pay_at_most_twice_their_median(String cost) {
    assertThat(mix(cost, "adaptive").largeP50Millis())
        .isLessThanOrEqualTo(2 * mix(cost, "fifo").largeP50Millis());
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void nobody_waits_for_longer_than_the_boost_and_two_batches(String cost) {
    assertThat(mix(cost, "adaptive").maxGapMillis())
        .isLessThanOrEqualTo(BOOST_MILLIS + 2 * fullBatchMillis(cost));
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void saturated_workers_get_as_much_done(String cost) {
    double fifo = outcome(cost, "saturation", "fifo").whole().throughput();

    assertThat(outcome(cost, "saturation", "adaptive").whole().throughput())
        .isGreaterThanOrEqualTo(0.98 * fifo);
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void a_flood_costs_a_light_tenant_two_batches_at_most(String cost) {
    Outcome outcome = outcome(cost, "hostile", "adaptive");

    assertThat(outcome.part("light").smallP99Millis())
        .isLessThanOrEqualTo(outcome.part("alone").smallP99Millis() + 2 * fullBatchMillis(cost));
    assertThat(outcome.part("light").rejected()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void tenants_get_as_much_whatever_they_ask_for_and_whatever_the_size_of_their_requests(
      String cost) {
    for (String workload : List.of("tenants", "tenants-sizes", "tenants-greedy")) {
      assertThat(outcome(cost, workload, "adaptive").whole().jain())
          .as(workload)
          .isGreaterThanOrEqualTo(0.98);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void classes_get_what_they_are_worth_when_not_everything_can_be_carried(String cost) {
    Outcome outcome = outcome(cost, "priority", "adaptive");

    assertThat(outcome.part("high").rejected()).isZero();
    assertThat(outcome.part("high").smallP99Millis())
        .isLessThan(outcome.part("normal").smallP99Millis());
    assertThat(outcome.part("normal").rejected()).isLessThan(outcome.part("low").rejected());
  }

  private Row mix(String cost, String policy) {
    return outcome(cost, "mix-200", policy).whole();
  }

  private Outcome outcome(String cost, String workload, String policy) {
    return outcomes.computeIfAbsent(
        cost + ' ' + workload + ' ' + policy, any -> Outcome.of(SETUP, cost, workload, policy));
  }

  private static double fullBatchMillis(String cost) {
    return Cost.of(cost).nanos(SETUP.maxBatchSize()) / 1e6;
  }
}
