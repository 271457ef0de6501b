package dev.soban.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Terms;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdaptivePolicyTest {

  @Test
  void small_requests_pass_large_ones_and_take_turns_of_two_rows() {
    Play play = play();
    play.add("L", 200);
    play.add("a", 4);
    play.add("b", 3);

    assertThat(play.take()).isEqualTo("a0+4 b0+3 L0+3");
    assertThat(play.take()).isEqualTo("L3+10");
  }

  @Test
  void who_has_had_its_turn_goes_behind_those_who_wait() {
    Play play = Play.with(Policy.ADAPTIVE).batch(4).boost(0).play();
    play.add("a", 4);
    play.add("b", 4);
    play.add("c", 4);

    assertThat(play.take()).isEqualTo("a0+2 b0+2");
    assertThat(play.take()).isEqualTo("c0+2 a2+2");
  }

  @Test
  void of_large_requests_the_one_with_least_left_goes_first() {
    Play play = play();
    play.add("l", 200);
    play.add("m", 40);
    play.add("n", 30);

    assertThat(play.rowsIn(2)).isEqualTo(Map.of("n", 20L));
  }

  @Test
  void one_row_goes_to_the_lowest_level_when_small_ones_alone_would_fill_the_batch() {
    Play play = play();
    play.add("l", 200);
    play.add("m", 40);
    for (String name : "abcdefgh".split("")) {
      play.add(name, 4);
    }

    assertThat(play.take()).startsWith("l0+1 a0+2");
    assertThat(play.rowsIn(2)).containsEntry("l", 2L).doesNotContainKey("m");
  }

  @Test
  void in_small_batches_the_floor_is_a_tenth_all_the_same() {
    Play play = Play.with(Policy.ADAPTIVE).batch(2).boost(0).play();
    play.add("l", 200);
    for (int i = 0; i < 100; i++) {
      play.add("s" + i, 1);
    }

    assertThat(play.rowsIn(40).get("l")).isBetween(8L, 9L);
  }

  @Test
  void who_had_no_service_for_long_is_boosted_one_row_each_and_two_in_a_batch() {
    Play play = play();
    for (String name : "lmno".split("")) {
      play.add(name, 200);
      play.pass(1);
    }
    play.pass(2_000);
    for (int i = 0; i < 20; i++) {
      play.add("s" + i, 4);
    }

    assertThat(play.take()).startsWith("l0+2 m0+1 s0").doesNotContain("n0");
    assertThat(play.take()).startsWith("n0+1 o0+1 ");
    assertThat(play.take()).startsWith("l2+1 s");
  }

  @Test
  void boosts_come_two_batches_early_once_the_service_time_is_known() {
    Play play = play();
    play.learn(2, 6);
    play.add("m", 200);
    play.add("l", 190);
    play.pass(2_000 - 123);

    assertThat(play.take()).startsWith("m0+1 l0+9");
  }

  @Test
  void without_boost_nobody_is_brought_forward() {
    Play play = Play.with(Policy.ADAPTIVE).boost(0).play();
    play.add("l", 200);
    play.add("m", 190);
    play.pass(60_000);

    assertThat(play.take()).isEqualTo("m0+10");
  }

  @Test
  void a_flood_of_one_tenant_leaves_the_other_its_half() {
    Play play = play();
    for (int i = 0; i < 200; i++) {
      play.add("a", Play.of("A", 4));
    }
    play.rowsIn(3);
    for (int i = 0; i < 100; i++) {
      play.add("b", Play.of("B", 4));
    }

    Map<String, Long> rows = play.rowsIn(40);
    assertThat(rows.get("a") + 0.0).isCloseTo(rows.get("b") + 0.0, within(12.0));
  }

  @Test
  void tenants_get_rows_by_weight() {
    Play play = play();
    for (int i = 0; i < 200; i++) {
      play.add("a", weighted("A", 3));
      play.add("b", weighted("B", 1));
    }

    Map<String, Long> rows = play.rowsIn(40);
    assertThat(rows.get("a") / (double) rows.get("b")).isCloseTo(3, within(0.2));
  }

  @Test
  void a_tenant_that_comes_back_goes_first_but_has_saved_up_nothing() {
    Play play = play();
    for (int i = 0; i < 500; i++) {
      play.add("a", Play.of("A", 4));
    }
    play.rowsIn(50);
    for (int i = 0; i < 100; i++) {
      play.add("b", Play.of("B", 4));
    }

    assertThat(play.rowsIn(1)).isEqualTo(Map.of("b", 10L));
    Map<String, Long> rows = play.rowsIn(20);
    assertThat(rows.get("a") + 0.0).isCloseTo(100, within(4.0));
  }

  @Test
  void going_away_and_coming_back_gains_nothing() {
    Play play = play();
    for (int i = 0; i < 500; i++) {
      play.add("a", Play.of("A", 4));
    }

    long rows = 0;
    for (int batch = 0; batch < 100; batch++) {
      play.add("b", Play.of("B", 9));
      rows += play.rowsIn(1).getOrDefault("b", 0L);
    }
    assertThat(rows).isLessThan(520);
  }

  @Test
  void small_requests_of_one_tenant_do_not_starve_large_ones_of_another() {
    Play play = Play.with(Policy.ADAPTIVE).boost(0).play();
    for (int i = 0; i < 500; i++) {
      play.add("a", Play.of("A", 4));
      play.add("b", Play.of("B", 200));
    }

    Map<String, Long> rows = play.rowsIn(200);
    assertThat(rows.get("a") + 0.0).isCloseTo(rows.get("b") + 0.0, within(120.0));
  }

  @Test
  void classes_share_sixteen_to_six_to_one_and_the_higher_begins() {
    Play play = Play.with(Policy.ADAPTIVE).boost(0).play();
    for (int i = 0; i < 400; i++) {
      for (Priority priority : Priority.values()) {
        play.add(priority.name(), Play.of(priority, 3));
      }
    }

    assertThat(play.take()).startsWith("HIGH0+2");
    Map<String, Long> rows = play.rowsIn(69);
    assertThat(rows.get("HIGH") + 0.0).isCloseTo(480, within(15.0));
    assertThat(rows.get("NORMAL") + 0.0).isCloseTo(180, within(10.0));
    assertThat(rows.get("LOW") + 0.0).isCloseTo(30, within(5.0));
  }

  @Test
  void a_class_that_was_away_has_saved_up_nothing() {
    Play play = Play.with(Policy.ADAPTIVE).boost(0).play();
    for (int i = 0; i < 400; i++) {
      play.add("n", Play.of(Priority.NORMAL, 3));
    }
    play.rowsIn(60);
    for (int i = 0; i < 100; i++) {
      play.add("l", Play.of(Priority.LOW, 3));
    }

    assertThat(play.rowsIn(35).get("l")).isBetween(48L, 54L);
  }

  @Test
  void groups_never_mix_and_small_requests_of_one_pass_large_ones_of_another() {
    Play play = play();
    play.add("l", Terms.of("wide", 200, "tenant"));
    play.add("s", Terms.of("narrow", 3, "tenant"));

    assertThat(play.take()).isEqualTo("s0+3");
    assertThat(play.take()).isEqualTo("l0+10");
  }

  @Test
  void a_flood_in_one_group_leaves_the_tenant_of_another_group_its_half() {
    Play play = play();
    for (int i = 0; i < 300; i++) {
      play.add("a", Terms.of("wide", 4, "A"));
      play.add("b", Terms.of("narrow", 4, "B"));
      play.add("a", Terms.of("high", 4, "A"));
    }

    Map<String, Long> rows = play.rowsIn(60);
    assertThat(rows.get("a") + 0.0).isCloseTo(rows.get("b") + 0.0, within(20.0));
  }

  @Test
  void small_requests_in_one_group_do_not_starve_another_tenant_in_another_group() {
    Play play = Play.with(Policy.ADAPTIVE).boost(0).play();
    for (int i = 0; i < 300; i++) {
      play.add("a", Terms.of("wide", 4, "A"));
      play.add("b", Terms.of("narrow", 200, "B"));
    }

    Map<String, Long> rows = play.rowsIn(100);
    assertThat(rows.get("a") + 0.0).isCloseTo(rows.get("b") + 0.0, within(120.0));
  }

  @Test
  void a_group_of_large_requests_is_served_beside_a_group_of_small_ones() {
    Play play = play();
    play.add("l", Terms.of("wide", 200, "tenant"));
    play.pass(2_000);
    for (int i = 0; i < 300; i++) {
      play.add("s", Terms.of("narrow", 4, "tenant"));
    }

    assertThat(play.take()).startsWith("l0+10");
    assertThat(play.rowsIn(5)).isEqualTo(Map.of("s", 50L));
  }

  @Test
  void rows_that_come_back_run_next_and_only_those() {
    Play play = play();
    play.add("a", 30);
    play.take();
    var lost = play.scheduler.take(0, play.now).getFirst();
    play.add("s", 2);
    play.scheduler.putBack(lost, play.now);

    assertThat(play.scheduler.rows()).isEqualTo(22);
    assertThat(play.take()).isEqualTo("s0+2 a10+8");
    assertThat(play.take()).isEqualTo("a18+10");
    assertThat(play.take()).isEqualTo("a28+2");
  }

  @Test
  void rows_that_do_not_follow_one_another_are_slices_of_their_own() {
    Play play = play();
    play.add("a", 25);
    var lost = play.scheduler.take(0, play.now).getFirst();
    play.take();
    play.add("s", 2);
    play.scheduler.putBack(lost, play.now);

    assertThat(play.take()).isEqualTo("s0+2 a0+8");
    assertThat(play.take()).isEqualTo("a8+2 a20+5");
  }

  private static Terms weighted(String tenant, double weight) {
    return new Terms("group", 4, 0, tenant, weight, Priority.NORMAL, Terms.NO_DEADLINE, null);
  }

  private static Play play() {
    return Play.with(Policy.ADAPTIVE).play();
  }
}
