package dev.soban.benchmarks.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final List<Kind> KINDS =
      List.of(Kind.of("small", new byte[] {1}, 3), Kind.of("large", new byte[] {2}, 1));
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @Test
  void has_as_many_requests_of_each_kind_as_its_share_says() {
    Schedule schedule = Schedule.poisson(KINDS, 100, TEN_SECONDS, 1);

    assertThat(schedule.size()).isEqualTo(1_000);
    assertThat(groups(schedule).stream().filter("large"::equals)).hasSize(250);
    assertThat(groups(schedule).subList(0, 100)).contains("small", "large");
  }

  @Test
  void is_in_the_order_of_time_and_within_its_duration() {
    Schedule schedule = Schedule.poisson(KINDS, 100, TEN_SECONDS, 1);

    assertThat(due(schedule)).isSorted().allMatch(at -> at >= 0 && at < TEN_SECONDS.toNanos());
  }

  @Test
  void is_the_same_for_the_same_seed_and_another_for_another() {
    Schedule schedule = Schedule.poisson(KINDS, 100, TEN_SECONDS, 1);

    assertThat(due(Schedule.poisson(KINDS, 100, TEN_SECONDS, 1))).isEqualTo(due(schedule));
    assertThat(due(Schedule.poisson(KINDS, 100, TEN_SECONDS, 2))).isNotEqualTo(due(schedule));
  }

  @Test
  void constant_arrivals_keep_their_distance() {
    assertThat(due(Schedule.constant(KINDS, 4, Duration.ofSeconds(1), 1)))
        .containsExactly(0L, 250_000_000L, 500_000_000L, 750_000_000L);
  }

  @Test
  void another_one_follows_when_the_first_is_over() {
    Duration second = Duration.ofSeconds(1);
    Schedule both =
        Schedule.constant(KINDS, 1, second, 1).then(Schedule.constant(KINDS, 2, second, 1));

    assertThat(due(both)).containsExactly(0L, 1_000_000_000L, 1_500_000_000L);
    assertThat(both.lasts()).isEqualTo(Duration.ofSeconds(2));
  }

  private static List<Long> due(Schedule schedule) {
    return LongStream.range(0, schedule.size())
        .mapToObj(i -> schedule.dueNanos(Math.toIntExact(i)))
        .toList();
  }

  private static List<String> groups(Schedule schedule) {
    return IntStream.range(0, schedule.size()).mapToObj(i -> schedule.kind(i).group()).toList();
  }
}
