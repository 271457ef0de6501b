package dev.soban.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Terms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One worker on a virtual clock under Poisson arrivals: large requests of 200 rows, small ones of 1
 * to 4. The two cost models are a CPU's, where rows cost, and a GPU's, where runs do.
 */
class MixedLoadTest {
  private static final String COSTS = "2_000_000, 6_000_000";

  private record Arrival(long atNanos, String tenant, int rows) {}

  /** What came out, in milliseconds. */
  private static final class Outcome {
    final Map<String, List<Double>> small = new HashMap<>();
    final List<Double> large = new ArrayList<>();
    final Map<String, Long> servedRows = new HashMap<>();
    double longestGap;
    long lastNanos;
    long rows;
  }

  private static final class Ongoing {
    final Arrival arrival;
    long left;
    long servedNanos;

    Ongoing(Arrival arrival) {
      this.arrival = arrival;
      this.left = arrival.rows();
      this.servedNanos = arrival.atNanos();
    }
  }

  @ParameterizedTest
  @CsvSource({COSTS, "8_000_000, 800_000"})
  void small_requests_hardly_notice_large_ones_and_nobody_starves(long fixed, long perRow) {
    List<Arrival> mix = mix("t", 0.85, 0.5, fixed, perRow, 300, 1);
    Outcome fifo = run(Policy.FIFO, mix, fixed, perRow);
    Outcome adaptive = run(Policy.ADAPTIVE, mix, fixed, perRow);

    double batchMillis = (fixed + 10 * perRow) / 1e6;
    assertThat(p99(adaptive.small.get("t"))).isLessThan(p99(fifo.small.get("t")) / 20);
    assertThat(median(adaptive.large)).isLessThan(2 * median(fifo.large));
    assertThat(adaptive.longestGap).isLessThan(2_000 + 2 * batchMillis);
    assertThat(adaptive.rows).isEqualTo(fifo.rows);
    assertThat(adaptive.lastNanos).isLessThan((long) (fifo.lastNanos * 1.02));
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void nobody_is_without_service_for_longer_than_the_boost_and_two_batches(
      @ForAll @LongRange(min = 1, max = 1_000_000) long seed, @ForAll boolean rowsCost) {
    long fixed = rowsCost ? 2_000_000 : 8_000_000;
    long perRow = rowsCost ? 6_000_000 : 800_000;
    Outcome outcome =
        run(Policy.ADAPTIVE, mix("t", 0.85, 0.5, fixed, perRow, 100, seed), fixed, perRow);

    assertThat(outcome.longestGap).isLessThan(2_000 + 2 * (fixed + 10 * perRow) / 1e6);
  }

  @ParameterizedTest
  @CsvSource({COSTS, "8_000_000, 800_000"})
  void a_light_tenant_hardly_notices_a_flood(long fixed, long perRow) {
    List<Arrival> light = mix("light", 0.05, 0, fixed, perRow, 200, 2);
    List<Arrival> flooded = new ArrayList<>(light);
    flooded.addAll(mix("flood", 1.5, 0.5, fixed, perRow, 200, 3));
    Outcome idle = run(Policy.ADAPTIVE, light, fixed, perRow);
    Outcome busy = run(Policy.ADAPTIVE, flooded, fixed, perRow);

    double batchMillis = (fixed + 10 * perRow) / 1e6;
    assertThat(p99(busy.small.get("light")))
        .isLessThan(p99(idle.small.get("light")) + 2 * batchMillis);
  }

  @ParameterizedTest
  @CsvSource({COSTS, "8_000_000, 800_000"})
  void equal_tenants_get_equal_service_whatever_the_size_of_their_requests(
      long fixed, long perRow) {
    List<Arrival> all = mix("small", 0.8, 0, fixed, perRow, 100, 4);
    all.addAll(mix("large", 0.8, 1, fixed, perRow, 100, 5));
    all.addAll(mix("mixed", 0.8, 0.5, fixed, perRow, 100, 6));
    Outcome outcome = run(Policy.ADAPTIVE, all, fixed, perRow, 100);

    double sum = 0;
    double squares = 0;
    for (long rows : outcome.servedRows.values()) {
      sum += rows;
      squares += (double) rows * rows;
    }
    assertThat(outcome.servedRows).hasSize(3);
    assertThat(sum * sum / (3 * squares)).isGreaterThan(0.98);
  }

  private static Outcome run(Policy policy, List<Arrival> arrivals, long fixed, long perRow) {
    return run(policy, arrivals, fixed, perRow, Integer.MAX_VALUE);
  }

  private static Outcome run(
      Policy policy, List<Arrival> unsorted, long fixed, long perRow, int countedSeconds) {
    List<Arrival> arrivals = new ArrayList<>(unsorted);
    arrivals.sort(Comparator.comparingLong(Arrival::atNanos));
    BatchingSettings settings = Play.with(policy).build();
    Scheduler<Ongoing> scheduler = new Scheduler<>(settings, 1, Bounds.NONE);
    Outcome outcome = new Outcome();
    long now = 0;
    int next = 0;
    while (next < arrivals.size() || scheduler.rows() > 0) {
      if (scheduler.rows() == 0) {
        now = Math.max(now, arrivals.get(next).atNanos());
      }
      for (; next < arrivals.size() && arrivals.get(next).atNanos() <= now; next++) {
        Arrival arrival = arrivals.get(next);
        scheduler.add(
            new Waiting<>(
                new Ongoing(arrival), Terms.of("group", arrival.rows(), arrival.tenant())),
            arrival.atNanos());
      }
      if (scheduler.rows() > 0) {
        now = batch(scheduler, outcome, now, fixed, perRow, countedSeconds);
      }
    }
    outcome.lastNanos = now;
    return outcome;
  }

  private static long batch(
      Scheduler<Ongoing> scheduler,
      Outcome outcome,
      long begin,
      long fixed,
      long perRow,
      int countedSeconds) {
    List<Slice<Ongoing>> batch = scheduler.take(0, begin);
    long rows = batch.stream().mapToLong(Slice::count).sum();
    long end = begin + fixed + rows * perRow;
    scheduler.ran(rows, end - begin);
    outcome.rows += rows;
    for (Slice<Ongoing> slice : batch) {
      Ongoing ongoing = slice.waiting().payload();
      outcome.longestGap = Math.max(outcome.longestGap, (begin - ongoing.servedNanos) / 1e6);
      ongoing.servedNanos = begin;
      ongoing.left -= slice.count();
      if (begin / 1_000_000_000 < countedSeconds) {
        outcome.servedRows.merge(ongoing.arrival.tenant(), slice.count(), Long::sum);
      }
      if (ongoing.left == 0) {
        double millis = (end - ongoing.arrival.atNanos()) / 1e6;
        (ongoing.arrival.rows() > 10
                ? outcome.large
                : outcome.small.computeIfAbsent(
                    ongoing.arrival.tenant(), tenant -> new ArrayList<>()))
            .add(millis);
      }
    }
    return end;
  }

  private static List<Arrival> mix(
      String tenant,
      double load,
      double largeShare,
      long fixed,
      long perRow,
      int seconds,
      long seed) {
    Random random = new Random(seed);
    double nanosPerRow = (fixed + 10.0 * perRow) / 10 / load;
    List<Arrival> arrivals = new ArrayList<>();
    if (largeShare > 0) {
      arrive(arrivals, tenant, 200, 200 * nanosPerRow / largeShare, seconds, random);
    }
    if (largeShare < 1) {
      arrive(arrivals, tenant, 0, 2.5 * nanosPerRow / (1 - largeShare), seconds, random);
    }
    return arrivals;
  }

  private static void arrive(
      List<Arrival> arrivals,
      String tenant,
      int rows,
      double meanNanos,
      int seconds,
      Random random) {
    double at = 0;
    while ((at -= Math.log(1 - random.nextDouble()) * meanNanos) < seconds * 1e9) {
      arrivals.add(new Arrival((long) at, tenant, rows > 0 ? rows : 1 + random.nextInt(4)));
    }
  }

  private static double p99(List<Double> values) {
    return values.stream().sorted().skip(values.size() * 99L / 100).findFirst().orElseThrow();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
