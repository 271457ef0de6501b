package dev.soban.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.soban.core.schedule.Bounds;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final Cost COST = Cost.of("2ms+6ms");
  private static final long MILLI = 1_000_000;

  @Test
  void a_request_waits_for_the_batch_before_it_and_its_own() {
    Simulated simulated = simulate(1, new int[] {10, 4}, new long[] {0, 20});

    Tally tally = simulated.tally("");
    assertThat(tally.small.getValueAtPercentile(50) / 1000).isEqualTo(62);
    assertThat(tally.small.getValueAtPercentile(100) / 1000).isEqualTo(62 - 20 + 26);
    assertThat(tally.maxGapNanos).isEqualTo(42 * MILLI);
    assertThat(simulated.lengthNanos()).isEqualTo(88 * MILLI);
    assertThat(simulated.meanBatch()).isEqualTo(7);
  }

  @Test
  void two_workers_run_at_the_same_time() {
    Simulated simulated = simulate(2, new int[] {10, 4}, new long[] {0, 20});

    assertThat(simulated.tally("").maxGapNanos).isZero();
    assertThat(simulated.lengthNanos()).isEqualTo(62 * MILLI);
  }

  @Test
  void a_large_request_is_answered_with_its_last_row() {
    Simulated simulated = simulate(1, new int[] {25}, new long[] {5});

    assertThat(simulated.tally("").large.getMaxValue() / 1000).isEqualTo(62 + 62 + 32);
    assertThat(simulated.rowsPerSecond()).isCloseTo(25 / 0.161, withinPercentage(0.001));
  }

  @Test
  void a_refused_request_is_counted_and_has_no_latency() {
    Setup setup = new Setup(10, 0.5, 1, 1, 1000);
    Simulated simulated =
        new Simulation(
                requests(new int[] {4, 4, 4}, new long[] {0, 1, 2}),
                new Srpt(10, new Bounds(1, 1_000, 1)),
                COST,
                setup)
            .run(3, ignored -> {});

    assertThat(simulated.tally("").refused).isEqualTo(1);
    assertThat(simulated.tally("").small.getTotalCount()).isEqualTo(2);
  }

  @Test
  void a_batch_that_is_not_due_yet_starts_when_it_is() {
    Simulated simulated = run(new Sluggish(), new int[] {4}, new long[] {7});

    assertThat(simulated.lengthNanos()).isEqualTo((7 + 30 + 26) * MILLI);
  }

  @Test
  void a_discipline_that_forgets_a_request_is_found_out() {
    Discipline forgetful =
        new Sluggish() {
          @Override
          public long dueInNanos(long nowNanos) {
            return Long.MAX_VALUE;
          }
        };

    assertThatThrownBy(() -> run(forgetful, new int[] {1}, new long[] {0}))
        .hasMessage("settled: 0 (expected: 1, as many as arrived)");
  }

  @Test
  void mean_waits_are_those_of_queueing_theory() {
    Workload ones = Workload.within("ones", "", List.of(Flow.of(1, 1, 0.8)));
    Cost cost = Cost.of("0ms+10ms");
    Setup setup = new Setup(1, 0.8, 1, 1, 200_000);

    Simulated simulated =
        new Simulation(
                new Arrivals(ones, cost.rowsPerSecond(1, 1), 1),
                new Srpt(1, Bounds.NONE),
                cost,
                setup)
            .run(200_000, ignored -> {});

    double pollaczekKhinchineMillis = 10 + 0.8 * 10 / (2 * (1 - 0.8));
    assertThat(simulated.tally("").small.getMean() / 1000)
        .isCloseTo(pollaczekKhinchineMillis, withinPercentage(3));
  }

  private static Simulated simulate(int workers, int[] rows, long[] atMillis) {
    Setup setup = new Setup(10, 0.5, workers, 1, 1000);
    return new Simulation(requests(rows, atMillis), new Srpt(10, Bounds.NONE), COST, setup)
        .run(rows.length, ignored -> {});
  }

  private static Simulated run(Discipline discipline, int[] rows, long[] atMillis) {
    return new Simulation(
            requests(rows, atMillis), discipline, COST, new Setup(10, 0.5, 1, 1, 1000))
        .run(rows.length, ignored -> {});
  }

  private static Supplier<Job> requests(int[] rows, long[] atMillis) {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      jobs.add(new Job(Flow.of(1, 1, 1), rows[i], atMillis[i] * MILLI));
    }
    jobs.add(new Job(Flow.of(1, 1, 1), 1, Long.MAX_VALUE));
    Iterator<Job> all = jobs.iterator();
    return all::next;
  }

  /** Waits for 30 ms before it gives anything away. */
  private static class Sluggish implements Discipline {
    private final List<Job> waiting = new ArrayList<>();

    @Override
    public void add(Job job, long nowNanos, Consumer<Job> refused) {
      waiting.add(job);
    }

    @Override
    public List<Share> take(int worker, long nowNanos) {
      if (dueInNanos(nowNanos) > 0) {
        return List.of();
      }
      Job job = waiting.removeFirst();
      return List.of(new Share(job, job.rows));
    }

    @Override
    public long dueInNanos(long nowNanos) {
      return waiting.isEmpty()
          ? Long.MAX_VALUE
          : Math.max(0, waiting.getFirst().arrivedNanos + 30 * MILLI - nowNanos);
    }

    @Override
    public void ran(long rows, long elapsedNanos) {}
  }
}
