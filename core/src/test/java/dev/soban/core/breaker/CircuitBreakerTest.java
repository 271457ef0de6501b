package dev.soban.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.breaker.CircuitBreaker.End;
import dev.soban.core.breaker.CircuitBreaker.State;
import dev.soban.core.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final long MILLI = 1_000_000;
  private static final Duration OPEN_FOR = Duration.ofSeconds(4);

  private final ManualTicker ticker = new ManualTicker();

  @Test
  void half_of_the_calls_failing_opens_it_but_not_before_enough_are_known() {
    CircuitBreaker breaker = breaker(settings(new BreakerSettings.Window.Calls(10), 4));

    call(breaker, End.FAILED);
    call(breaker, End.FAILED);
    call(breaker, End.GOOD);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    call(breaker, End.GOOD);

    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.begin(ticker.nanos())).isEqualTo(CircuitBreaker.REFUSED);
    assertThat(breaker.retryAfterNanos(ticker.nanos())).isEqualTo(OPEN_FOR.toNanos());
    assertThat(breaker.opened()).isEqualTo(1);
    assertThat(breaker.refused()).isEqualTo(1);
  }

  @Test
  void old_failures_leave_a_window_of_calls() {
    CircuitBreaker breaker = breaker(settings(new BreakerSettings.Window.Calls(4), 4));
    call(breaker, End.FAILED);
    for (int i = 0; i < 4; i++) {
      call(breaker, End.GOOD);
    }

    call(breaker, End.FAILED);

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    assertThat(breaker.counts(ticker.nanos())).isEqualTo(new CallWindow.Counts(4, 1, 0));
  }

  @Test
  void old_failures_leave_a_window_of_time() {
    CircuitBreaker breaker =
        breaker(settings(new BreakerSettings.Window.Time(Duration.ofSeconds(10)), 3));
    call(breaker, End.FAILED);
    call(breaker, End.FAILED);
    ticker.advance(Duration.ofSeconds(11));

    call(breaker, End.FAILED);

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    assertThat(breaker.counts(ticker.nanos())).isEqualTo(new CallWindow.Counts(1, 1, 0));
    ticker.advance(Duration.ofSeconds(5));
    call(breaker, End.FAILED);
    call(breaker, End.FAILED);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
  }

  @Test
  void slow_calls_open_it_too() {
    BreakerSettings settings =
        new BreakerSettings(
            1, Duration.ofMillis(100), 0.5, new BreakerSettings.Window.Calls(10), 4, OPEN_FOR, 2);
    CircuitBreaker breaker = breaker(settings);

    call(breaker, End.GOOD, 99);
    call(breaker, End.GOOD, 99);
    call(breaker, End.GOOD, 100);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    call(breaker, End.GOOD, 5_000);

    assertThat(breaker.state()).isEqualTo(State.OPEN);
  }

  @Test
  void after_a_while_good_trials_close_it() {
    CircuitBreaker breaker = opened();
    ticker.advance(OPEN_FOR);

    long first = breaker.begin(ticker.nanos());
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    long second = breaker.begin(ticker.nanos());
    assertThat(breaker.begin(ticker.nanos())).isEqualTo(CircuitBreaker.REFUSED);
    breaker.ended(first, End.GOOD, MILLI, ticker.nanos());
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    breaker.ended(second, End.GOOD, MILLI, ticker.nanos());

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    assertThat(breaker.counts(ticker.nanos())).isEqualTo(CallWindow.Counts.NONE);
  }

  @Test
  void bad_trials_open_it_again() {
    CircuitBreaker breaker = opened();
    ticker.advance(OPEN_FOR);

    call(breaker, End.GOOD);
    call(breaker, End.FAILED);

    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.opened()).isEqualTo(2);
  }

  @Test
  void a_trial_that_says_nothing_gives_its_place_to_another() {
    CircuitBreaker breaker = opened();
    ticker.advance(OPEN_FOR);

    for (int i = 0; i < 5; i++) {
      call(breaker, End.IGNORED);
    }
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    call(breaker, End.GOOD);
    call(breaker, End.GOOD);

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void trials_that_nobody_hears_of_are_made_again() {
    CircuitBreaker breaker = opened();
    ticker.advance(OPEN_FOR);
    breaker.begin(ticker.nanos());
    breaker.begin(ticker.nanos());
    assertThat(breaker.begin(ticker.nanos())).isEqualTo(CircuitBreaker.REFUSED);

    ticker.advance(OPEN_FOR);

    assertThat(breaker.begin(ticker.nanos())).isNotEqualTo(CircuitBreaker.REFUSED);
  }

  @Test
  void calls_that_began_before_it_opened_count_no_more() {
    CircuitBreaker breaker = breaker(settings(new BreakerSettings.Window.Calls(10), 2));
    long old = breaker.begin(ticker.nanos());
    call(breaker, End.FAILED);
    call(breaker, End.FAILED);
    ticker.advance(OPEN_FOR);
    call(breaker, End.GOOD);

    breaker.ended(old, End.FAILED, MILLI, ticker.nanos());
    call(breaker, End.GOOD);

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void it_stays_open_for_up_to_a_quarter_longer() {
    CircuitBreaker breaker =
        new CircuitBreaker(settings(new BreakerSettings.Window.Calls(10), 2), () -> 1);
    call(breaker, End.FAILED);
    call(breaker, End.FAILED);

    ticker.advance(Duration.ofMillis(4_999));
    assertThat(breaker.begin(ticker.nanos())).isEqualTo(CircuitBreaker.REFUSED);
    ticker.advance(Duration.ofMillis(1));
    assertThat(breaker.begin(ticker.nanos())).isNotEqualTo(CircuitBreaker.REFUSED);
  }

  @Test
  void settings_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> settings(new BreakerSettings.Window.Calls(3), 4))
        .hasMessage("min_calls: 4 (expected: at most window: 3)");
    assertThatThrownBy(() -> new BreakerSettings.Window.Calls(0))
        .hasMessage("window: 0 (expected: >= 1)");
  }

  /** Steps: 0-2 a call ends good, failed, ignored; 3-5 the same to the oldest that hangs. */
  @Property(tries = 500)
  void whatever_happens_it_keeps_its_word(
      @ForAll @Size(max = 200) List<@IntRange(max = 8) Integer> steps,
      @ForAll @IntRange(min = 1, max = 5) int minCalls,
      @ForAll boolean byTime) {
    BreakerSettings.Window window =
        byTime
            ? new BreakerSettings.Window.Time(Duration.ofSeconds(8))
            : new BreakerSettings.Window.Calls(8);
    CircuitBreaker breaker = breaker(settings(window, minCalls));
    Deque<Long> hanging = new ArrayDeque<>();
    int endedSinceChange = 0;
    long openedAtNanos = 0;
    for (int step : steps) {
      State before = breaker.state();
      switch (step) {
        case 0, 1, 2 -> {
          long age = breaker.begin(ticker.nanos());
          if (before == State.OPEN) {
            boolean due = ticker.nanos() - openedAtNanos >= OPEN_FOR.toNanos();
            assertThat(age != CircuitBreaker.REFUSED).isEqualTo(due);
          }
          if (before == State.CLOSED) {
            assertThat(age).isNotEqualTo(CircuitBreaker.REFUSED);
          }
          if (age != CircuitBreaker.REFUSED) {
            breaker.ended(age, End.values()[step], MILLI, ticker.nanos());
          }
        }
        case 3, 4, 5 -> {
          if (!hanging.isEmpty()) {
            breaker.ended(hanging.remove(), End.values()[step - 3], MILLI, ticker.nanos());
          }
        }
        case 6, 7 -> {
          long age = breaker.begin(ticker.nanos());
          if (age != CircuitBreaker.REFUSED) {
            hanging.add(age);
          }
        }
        default -> ticker.advance(Duration.ofSeconds(1));
      }
      endedSinceChange++;
      if (breaker.state() == State.OPEN && before != State.OPEN) {
        openedAtNanos = ticker.nanos();
        assertThat(before == State.HALF_OPEN || endedSinceChange >= minCalls).isTrue();
        assertThat(step % 3).as("opened by a failure").isNotEqualTo(2);
      }
      if (breaker.state() != before) {
        endedSinceChange = 0;
      }
    }
    assertThat(breaker.counts(ticker.nanos()).failed())
        .isLessThanOrEqualTo(breaker.counts(ticker.nanos()).calls());
  }

  private CircuitBreaker opened() {
    CircuitBreaker breaker = breaker(settings(new BreakerSettings.Window.Calls(10), 2));
    call(breaker, End.FAILED);
    call(breaker, End.FAILED);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    return breaker;
  }

  private static CircuitBreaker breaker(BreakerSettings settings) {
    return new CircuitBreaker(settings, () -> 0);
  }

  private static BreakerSettings settings(BreakerSettings.Window window, int minCalls) {
    return new BreakerSettings(0.5, null, 1, window, minCalls, OPEN_FOR, 2);
  }

  private void call(CircuitBreaker breaker, End end) {
    call(breaker, end, 1);
  }

  private void call(CircuitBreaker breaker, End end, long millis) {
    long age = breaker.begin(ticker.nanos());
    assertThat(age).isNotEqualTo(CircuitBreaker.REFUSED);
    breaker.ended(age, end, millis * MILLI, ticker.nanos());
  }
}
