package dev.soban.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final double ROWS_PER_SECOND = 100;
  private static final int MANY = 20_000;

  @Test
  void the_same_seed_asks_for_the_same_and_another_for_something_else() {
    assertThat(asked(Workloads.mix(0.85), 7)).isEqualTo(asked(Workloads.mix(0.85), 7));
    assertThat(asked(Workloads.mix(0.85), 7)).isNotEqualTo(asked(Workloads.mix(0.85), 8));
  }

  @Test
  void requests_come_in_the_order_of_their_arrival() {
    assertThat(asked(Workloads.hostile(), 1)).extracting(job -> job.get(0)).isSorted();
  }

  @Test
  void a_tenant_asks_for_the_same_alone_and_in_company() {
    List<List<Long>> alone = asked(Workloads.lightAlone(), 3);
    List<List<Long>> inCompany =
        jobs(Workloads.hostile(), 3)
            .filter(job -> job.flow.tenant().equals("light"))
            .map(ArrivalsTest::figures)
            .toList();

    assertThat(inCompany).hasSizeGreaterThan(100).isEqualTo(alone.subList(0, inCompany.size()));
  }

  @Test
  void as_many_rows_are_asked_for_as_the_load_says() {
    assertThat(rowsPerSecond(Workloads.steady(0.85))).isCloseTo(85, withinPercentage(3));
    assertThat(rowsPerSecond(Workloads.mix(0.85))).isCloseTo(85, withinPercentage(15));
    assertThat(rowsPerSecond(Workloads.hostile())).isCloseTo(155, withinPercentage(15));
    assertThat(rowsPerSecond(Workloads.priorities())).isCloseTo(105, withinPercentage(3));
  }

  @Test
  void a_burst_is_ten_times_as_dense_for_five_seconds_of_each_minute() {
    double[] inBurst = {0, 0};
    Workload burst = Workloads.burst(0.8);
    Stream.generate(new Arrivals(burst, ROWS_PER_SECOND, 1))
        .takeWhile(job -> job.arrivedNanos < 1_200_000_000_000L)
        .filter(job -> job.rows <= 4)
        .forEach(job -> inBurst[job.arrivedNanos / 1_000_000_000L % 60 >= 55 ? 1 : 0]++);

    assertThat(inBurst[1] / 5).isCloseTo(10 * inBurst[0] / 55, withinPercentage(10));
    assertThat(burst.load()).isCloseTo(0.2 * (55 + 50) / 60.0, withinPercentage(0.1));
  }

  private static double rowsPerSecond(Workload workload) {
    List<Job> jobs = jobs(workload, 1).toList();
    return jobs.stream().mapToDouble(job -> job.rows).sum() * 1e9 / jobs.getLast().arrivedNanos;
  }

  private static List<List<Long>> asked(Workload workload, long seed) {
    return jobs(workload, seed).map(ArrivalsTest::figures).toList();
  }

  private static List<Long> figures(Job job) {
    return new ArrayList<>(List.of(job.arrivedNanos, (long) job.rows));
  }

  private static Stream<Job> jobs(Workload workload, long seed) {
    return Stream.generate(new Arrivals(workload, ROWS_PER_SECOND, seed)).limit(MANY);
  }
}
