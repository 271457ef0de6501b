package dev.soban.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WheelTimerTest {
  private static final long TICK = 1_000_000;

  private final ManualTicker ticker = new ManualTicker();
  private final Thread testThread = Thread.currentThread();
  private volatile long lagNanos;
  private final WheelTimer timer =
      new WheelTimer(
          () -> ticker.nanos() - (testThread.equals(Thread.currentThread()) ? lagNanos : 0), TICK);
  private final List<String> ran = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    timer.close();
  }

  @Test
  void a_task_runs_after_its_delay_and_not_before() {
    timer.start();
    timer.schedule(10 * TICK, () -> ran.add("late"));
    timer.schedule(2 * TICK, () -> ran.add("early"));

    ticker.advanceNanos(4 * TICK);
    awaitRan(1);
    assertThat(ran).containsExactly("early");
    ticker.advanceNanos(7 * TICK);

    awaitRan(2);
    assertThat(ran).containsExactly("early", "late");
  }

  @Test
  void a_wheel_that_stood_still_for_want_of_tasks_turns_again_for_the_next_one() {
    timer.start();
    ticker.advanceNanos(5_000 * TICK);
    Await.until("the wheel stands still", timer::standsStill);

    timer.schedule(2 * TICK, () -> ran.add("after the rest"));
    ticker.advanceNanos(4 * TICK);

    awaitRan(1);
  }

  @Test
  void a_task_that_waits_longer_than_the_wheel_turns_runs_in_its_own_round() {
    timer.start();
    timer.schedule(1030 * TICK, () -> ran.add("next round"));
    timer.schedule(6 * TICK, () -> ran.add("this round"));

    ticker.advanceNanos(100 * TICK);
    awaitRan(1);
    timer.schedule(0, () -> ran.add("marker"));
    ticker.advanceNanos(800 * TICK);
    awaitRan(2);
    assertThat(ran).containsExactly("this round", "marker");
    ticker.advanceNanos(200 * TICK);

    awaitRan(3);
    assertThat(ran).endsWith("next round");
  }

  @Test
  void a_cancelled_task_never_runs_and_its_neighbours_do() {
    timer.start();
    timer.schedule(2 * TICK, () -> ran.add("before"));
    Timer.Scheduled cancelled = timer.schedule(2 * TICK, () -> ran.add("cancelled"));
    timer.schedule(2 * TICK, () -> ran.add("after"));

    cancelled.cancel();
    cancelled.cancel();
    ticker.advanceNanos(4 * TICK);

    awaitRan(2);
    assertThat(ran).containsExactlyInAnyOrder("before", "after");
  }

  @Test
  void a_task_that_breaks_does_not_stop_the_wheel() {
    timer.start();
    timer.schedule(
        TICK,
        () -> {
          throw new AssertionError("a task that breaks, as it should");
        });
    timer.schedule(3 * TICK, () -> ran.add("next"));

    ticker.advanceNanos(5 * TICK);

    awaitRan(1);
  }

  @Test
  void a_task_that_comes_while_its_slot_is_being_passed_runs_soon_not_a_round_later() {
    timer.start();
    timer.schedule(0, () -> ran.add("first"));
    ticker.advanceNanos(20 * TICK);
    awaitRan(1);

    lagNanos = 20 * TICK;
    timer.schedule(0, () -> ran.add("overtaken"));
    lagNanos = 0;
    ticker.advanceNanos(5 * TICK);

    awaitRan(2);
  }

  @Test
  void a_delay_beyond_all_time_never_runs_at_once() {
    timer.start();
    ticker.advanceNanos(TICK);
    timer.schedule(Long.MAX_VALUE, () -> ran.add("never"));
    timer.schedule(TICK, () -> ran.add("soon"));

    ticker.advanceNanos(2_000 * TICK);
    awaitRan(1);
    timer.schedule(0, () -> ran.add("marker"));
    ticker.advanceNanos(2 * TICK);

    awaitRan(2);
    assertThat(ran).containsExactly("soon", "marker");
  }

  @Test
  void in_real_time_tasks_run_in_order() {
    AtomicInteger count = new AtomicInteger();
    try (WheelTimer real = new WheelTimer(Ticker.system(), 100_000).start()) {
      for (int i = 0; i < 100; i++) {
        real.schedule(i * 50_000L, count::incrementAndGet);
      }
      Await.until("all ran", () -> count.get() == 100);
    }
  }

  @Test
  void the_tick_must_be_positive() {
    assertThatThrownBy(() -> new WheelTimer(ticker, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tickNanos: 0 (expected: >= 1)");
  }

  @Test
  void manual_time_runs_each_task_at_its_own_instant() {
    ManualTimer manual = new ManualTimer();
    long begunNanos = manual.ticker().nanos();
    manual.schedule(
        20,
        () -> {
          ran.add("second at " + (manual.ticker().nanos() - begunNanos));
          manual.schedule(5, () -> ran.add("third"));
        });
    manual.schedule(10, () -> ran.add("first"));
    manual.schedule(10, () -> ran.add("cancelled")).cancel();

    manual.advance(Duration.ofNanos(25));

    assertThat(ran).containsExactly("first", "second at 20", "third");
    assertThat(manual.waiting()).isZero();
    assertThat(manual.ticker().nanos() - begunNanos).isEqualTo(25);
  }

  private void awaitRan(int tasks) {
    Await.until(tasks + " tasks ran", () -> ran.size() >= tasks);
  }
}
