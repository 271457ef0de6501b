package dev.soban.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The promises of {@link TargetsTest} are no luck of one seed. */
@Tag("slow")
class ManySeedsTest {
  private static final int SEEDS = 20;
  private static final String[] COSTS = {"2ms+6ms", "8ms+0.8ms"};

  static LongStream seeds() {
    return LongStream.rangeClosed(100, 99 + SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void small_requests_are_quick_and_large_ones_do_not_starve(long seed) {
    for (String cost : COSTS) {
      Row adaptive = outcome(seed, 1, cost, "mix-200", "adaptive").whole();
      Row fifo = outcome(seed, 1, cost, "mix-200", "fifo").whole();
      Row oracle = outcome(seed, 1, cost, "mix-200", "srpt").whole();

      assertThat(adaptive.smallP99Millis())
          .isLessThan(fifo.smallP99Millis() / 20)
          .isLessThan(oracle.smallP99Millis() * 1.25);
      assertThat(adaptive.largeP50Millis()).isLessThan(2 * fifo.largeP50Millis());
      assertThat(adaptive.maxGapMillis()).isLessThan(2000 + 2 * batchMillis(cost));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void tenants_are_kept_apart(long seed) {
    for (String cost : COSTS) {
      Outcome hostile = outcome(seed, 1, cost, "hostile", "adaptive");

      assertThat(hostile.part("light").smallP99Millis())
          .isLessThan(hostile.part("alone").smallP99Millis() + 2 * batchMillis(cost));
      assertThat(outcome(seed, 1, cost, "tenants", "adaptive").whole().jain()).isGreaterThan(0.98);
      assertThat(outcome(seed, 1, cost, "tenants-sizes", "adaptive").whole().jain())
          .isGreaterThan(0.98);
      assertThat(outcome(seed, 1, cost, "tenants-greedy", "adaptive").whole().jain())
          .isGreaterThan(0.98);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void no_policy_loses_a_request_with_any_number_of_workers(long seed) {
    for (String policy : Comparison.policies()) {
      for (String workload : Comparison.workloads()) {
        int workers = 1 + (int) (seed % 4);
        Setup setup = new Setup(10, 0.7, workers, seed, 2000);

        // The simulation itself counts who was settled and how many rows ran.
        Outcome.of(setup, "3ms+2ms", workload, policy)
            .rows()
            .forEach(row -> assertThat(row.meanBatch()).isBetween(1.0, 10.0));
      }
    }
  }

  private static Outcome outcome(
      long seed, int workers, String cost, String workload, String policy) {
    return Outcome.of(new Setup(10, 0.85, workers, seed, 100_000), cost, workload, policy);
  }

  private static double batchMillis(String cost) {
    return Cost.of(cost).nanos(10) / 1e6;
  }
}
