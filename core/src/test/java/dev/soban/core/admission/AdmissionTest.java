package dev.soban.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.admission.Admission.End;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long MILLI = 1_000_000;
  private static final int NORMAL = 0;

  @Test
  void a_fixed_limit_holds_whatever_happens() {
    Admission admission = new Admission(AdmissionSettings.fixed(3));

    for (int i = 0; i < 500; i++) {
      assertThat(admission.admits(NORMAL)).isTrue();
      admission.ended(i % 3 == 0 ? End.DROPPED : End.ANSWERED, (i % 7 + 1) * MILLI);
    }

    assertThat(admission.limit()).isEqualTo(3);
    assertThat(taken(admission, NORMAL)).isEqualTo(3);
    assertThat(admission.refused()).isEqualTo(1);
  }

  @Test
  void the_limit_grows_while_times_stay_the_same_and_the_places_are_used() {
    Admission admission = new Admission(AdmissionSettings.adaptive(5, 100));

    rounds(admission, 60, 10 * MILLI);

    assertThat(admission.limit()).isEqualTo(100);
  }

  @Test
  void the_limit_shrinks_when_requests_take_longer_than_they_usually_do() {
    Admission admission = new Admission(AdmissionSettings.adaptive(5, 100));
    rounds(admission, 60, 10 * MILLI);

    rounds(admission, 6, 80 * MILLI);

    assertThat(admission.limit()).isLessThan(50);
  }

  @Test
  void what_is_refused_below_shrinks_the_limit_to_its_least() {
    Admission admission = new Admission(AdmissionSettings.adaptive(4, 100));

    for (int i = 0; i < 100; i++) {
      assertThat(admission.admits(NORMAL)).isTrue();
      admission.ended(End.DROPPED, MILLI);
    }

    assertThat(admission.limit()).isEqualTo(4);
  }

  @Test
  void few_requests_teach_nothing_about_many() {
    Admission admission = new Admission(AdmissionSettings.adaptive(5, 100));
    int before = admission.limit();

    for (int i = 0; i < 100; i++) {
      assertThat(admission.admits(NORMAL)).isTrue();
      admission.ended(End.ANSWERED, MILLI);
    }

    assertThat(admission.limit()).isEqualTo(before);
  }

  @Test
  void the_last_places_are_kept_for_who_is_more_urgent() {
    Admission admission = new Admission(new AdmissionSettings(20, 20, 0.1));

    assertThat(taken(admission, 3)).isEqualTo(16);
    assertThat(taken(admission, NORMAL)).isEqualTo(2);
    assertThat(taken(admission, 2)).isZero();
    assertThat(taken(admission, 1)).isEqualTo(2);
    assertThat(admission.inFlight()).isEqualTo(20);
  }

  @Test
  void of_a_small_limit_nobody_is_left_without_a_place() {
    Admission admission = new Admission(new AdmissionSettings(1, 1, 0.5));

    assertThat(admission.admits(9)).isTrue();
    assertThat(admission.admits(1)).isFalse();
  }

  @Test
  void who_is_refused_is_told_to_come_back_after_the_time_of_one_request() {
    Admission admission = new Admission(AdmissionSettings.fixed(2));
    assertThat(admission.retryAfterNanos()).isEqualTo(1_000 * MILLI);

    for (int i = 0; i < 20; i++) {
      assertThat(admission.admits(NORMAL)).isTrue();
      admission.ended(End.ANSWERED, 2_500 * MILLI);
    }

    assertThat(admission.retryAfterNanos()).isEqualTo(2_500 * MILLI);
  }

  @Test
  void limits_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> AdmissionSettings.fixed(0))
        .hasMessage("limit: 0 to 0 (expected: 1 <= min <= max)");
    assertThatThrownBy(() -> AdmissionSettings.adaptive(5, 4))
        .hasMessage("limit: 5 to 4 (expected: 1 <= min <= max)");
    assertThatThrownBy(() -> new AdmissionSettings(1, 2, 0.6))
        .hasMessage("reserve: 0.6 (expected: 0 to 0.5)");
  }

  /** Each step: one asks (its priority), or the oldest ends (one of the ends, some time). */
  @Property(tries = 300)
  void places_are_never_more_than_the_limit_allows_and_all_come_back(
      @ForAll @Size(max = 300) List<@IntRange(max = 7) Integer> steps,
      @ForAll @IntRange(min = 1, max = 10) int min,
      @ForAll @IntRange(max = 90) int more) {
    Admission admission = new Admission(AdmissionSettings.adaptive(min, min + more));
    Deque<Long> below = new ArrayDeque<>();
    long time = 1;
    for (int step : steps) {
      int placesBefore = step < 5 ? admission.places(step) : 0;
      if (step < 5 && admission.admits(step)) {
        below.add(time);
        assertThat(below.size()).isLessThanOrEqualTo(placesBefore);
      } else if (step >= 5 && !below.isEmpty()) {
        admission.ended(End.values()[step - 5], below.remove() % 97 * MILLI);
      }
      time += step;
      assertThat(admission.inFlight()).isEqualTo(below.size());
      assertThat(admission.limit()).isBetween(min, min + more);
      assertThat(admission.places(3)).isBetween(1, admission.places(0));
      assertThat(admission.places(0)).isBetween(1, admission.places(1));
      assertThat(admission.places(1)).isEqualTo(admission.limit());
    }
    below.forEach(any -> admission.ended(End.IGNORED, 0));
    assertThat(admission.inFlight()).isZero();
  }

  private static void rounds(Admission admission, int rounds, long elapsedNanos) {
    for (int i = 0; i < rounds; i++) {
      int _ = taken(admission, 1);
      end(admission, End.ANSWERED, elapsedNanos);
    }
  }

  private static int taken(Admission admission, int priority) {
    int taken = 0;
    while (admission.admits(priority)) {
      taken++;
    }
    return taken;
  }

  /** Ends one half of what is below. */
  private static void end(Admission admission, End end, long elapsedNanos) {
    for (int i = admission.inFlight() / 2; i >= 0; i--) {
      admission.ended(end, elapsedNanos);
    }
  }
}
