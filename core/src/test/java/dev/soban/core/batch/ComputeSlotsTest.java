package dev.soban.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.engine.WorkerBeat;
import dev.soban.core.time.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComputeSlotsTest {
  private final List<Error> fatal = new CopyOnWriteArrayList<>();
  private final ComputeSlots slots = new ComputeSlots("test", 1, fatal::add);
  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicReference<ComputeWorker> held = new AtomicReference<>();

  @AfterEach
  void close() {
    gate.countDown();
    slots.close();
  }

  @Test
  void shares_of_one_weight_take_turns_however_much_each_asks_for() {
    holdTheOnlySlot();

    ask("a", slots.share(1), 4);
    ask("b", slots.share(1), 2);
    gate.countDown();

    awaitRan(6);
    assertThat(ran).containsExactly("a", "b", "a", "b", "a", "a");
  }

  @Test
  void a_share_of_weight_three_gets_three_turns_for_one() {
    holdTheOnlySlot();

    ask("light", slots.share(1), 3);
    ask("heavy", slots.share(3), 6);
    gate.countDown();

    awaitRan(9);
    assertThat(ran.subList(0, 4)).containsExactlyInAnyOrder("heavy", "heavy", "heavy", "light");
    assertThat(ran.subList(4, 8)).containsExactlyInAnyOrder("heavy", "heavy", "heavy", "light");
  }

  @Test
  void a_share_that_was_away_does_not_catch_up() {
    Share away = slots.share(1);
    Share busy = slots.share(1);
    ask("busy", busy, 100);
    awaitRan(100);
    holdTheOnlySlot();

    ask("busy", busy, 2);
    ask("away", away, 3);
    gate.countDown();

    awaitRan(105);
    assertThat(ran.subList(100, 104)).containsExactlyInAnyOrder("busy", "away", "busy", "away");
  }

  @Test
  void background_turns_come_last_but_come_while_others_never_stop() {
    holdTheOnlySlot();

    ask("background", slots.backgroundShare(), 2);
    ask("model", slots.share(1), 200);
    gate.countDown();

    awaitRan(202);
    assertThat(ran.subList(0, 49)).containsOnly("model");
    assertThat(ran.subList(49, 150)).contains("background");
  }

  @Test
  void pictures_and_batches_take_turns_about() {
    Executor decoding = slots.turns(100);
    holdTheOnlySlot();

    for (int i = 0; i < 20; i++) {
      decoding.execute(() -> ran.add("picture"));
    }
    ask("batch", slots.share(1), 1);
    gate.countDown();

    awaitRan(21);
    assertThat(ran.indexOf("batch")).isBetween(1, 2);
  }

  @Test
  void other_work_beyond_its_bound_is_rejected_until_some_of_it_began() {
    Executor decoding = slots.turns(2);
    holdTheOnlySlot();
    decoding.execute(() -> ran.add("one"));
    decoding.execute(() -> ran.add("two"));

    assertThatThrownBy(() -> decoding.execute(() -> ran.add("three")))
        .isInstanceOf(RejectedExecutionException.class);
    gate.countDown();
    awaitRan(2);
    decoding.execute(() -> ran.add("four"));

    Await.until("the next one ran", () -> ran.contains("four"));
  }

  @Test
  void other_work_is_rejected_after_closing() {
    Executor decoding = slots.turns(2);
    slots.close();

    assertThatThrownBy(() -> decoding.execute(() -> ran.add("late")))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void turns_that_waited_when_the_slots_closed_are_still_taken() {
    holdTheOnlySlot();
    ask("waited", slots.share(1), 3);

    slots.close();
    gate.countDown();

    awaitRan(3);
  }

  @Test
  void a_worker_that_was_written_off_is_replaced_at_once_and_ends_when_it_comes_back() {
    holdTheOnlySlot();
    ask("rest", slots.share(1), 1);
    ComputeWorker lost = held.get();

    assertThat(slots.writeOff(lost)).isTrue();
    assertThat(slots.writeOff(lost)).isFalse();

    awaitRan(1);
    assertThat(slots.beats()).hasSize(1);
    gate.countDown();
    Await.until("the lost thread ended", () -> !lost.alive());
    ask("more", slots.share(1), 1);
    awaitRan(2);
    assertThat(slots.beats()).hasSize(1);
  }

  @Test
  void a_lost_worker_that_comes_back_takes_no_turn_that_waits() {
    holdTheOnlySlot();
    ComputeWorker lost = held.get();
    CountDownLatch replacement = new CountDownLatch(1);
    slots.share(1).ask(worker -> await(replacement));
    slots.writeOff(lost);
    Await.until("the replacement is busy", () -> !slots.contended());
    ask("waits", slots.share(1), 1);

    gate.countDown();

    Await.until("the lost thread ended", () -> !lost.alive());
    assertThat(ran).isEmpty();
    replacement.countDown();
    awaitRan(1);
  }

  @Test
  void a_worker_tells_whether_it_is_in_a_turn_and_when_it_last_began_or_ended_a_batch() {
    holdTheOnlySlot();
    String thread = "soban-test-1";
    assertThat(slots.beats()).containsExactly(new WorkerBeat(thread, true, false, 0));

    held.get().beat(7);
    gate.countDown();

    Await.until(
        "the turn ended",
        () -> slots.beats().equals(List.of(new WorkerBeat(thread, false, true, 7))));
  }

  @Test
  void an_error_that_breaks_a_turn_is_told_and_the_worker_goes_on() {
    InternalError error = new InternalError("native code broke, as it should");
    slots
        .share(1)
        .ask(
            worker -> {
              throw error;
            });
    ask("next", slots.share(1), 1);

    awaitRan(1);
    assertThat(fatal).containsExactly(error);
  }

  @Test
  void a_weight_must_be_positive() {
    assertThatThrownBy(() -> slots.share(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight: 0.0 (expected: > 0)");
  }

  private void ask(String name, Share share, int turns) {
    for (int i = 0; i < turns; i++) {
      share.ask(worker -> ran.add(name));
    }
  }

  private void awaitRan(int turns) {
    Await.until(turns + " turns ran", () -> ran.size() == turns);
  }

  private void holdTheOnlySlot() {
    slots
        .share(1)
        .ask(
            worker -> {
              held.set(worker);
              await(gate);
            });
    Await.until("the only slot is held", () -> held.get() != null);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
