package dev.soban.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.time.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComputeSlotsTest {
  private final ComputeSlots slots = new ComputeSlots("test", 1);
  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void close() {
    gate.countDown();
    slots.close();
  }

  @Test
  void batches_and_other_work_take_turns_in_the_order_they_asked() {
    Executor decoding = slots.turns(10);
    slots.turn(this::holdTheOnlySlot);

    decoding.execute(() -> ran.add("picture"));
    slots.turn(() -> ran.add("batch"));
    decoding.execute(() -> ran.add("another picture"));
    gate.countDown();

    Await.until("all ran", () -> ran.size() == 3);
    assertThat(ran).containsExactly("picture", "batch", "another picture");
  }

  @Test
  void other_work_beyond_its_bound_is_rejected_until_some_of_it_began() {
    Executor decoding = slots.turns(2);
    slots.turn(this::holdTheOnlySlot);
    decoding.execute(() -> ran.add("one"));
    decoding.execute(() -> ran.add("two"));

    assertThatThrownBy(() -> decoding.execute(() -> ran.add("three")))
        .isInstanceOf(RejectedExecutionException.class);
    gate.countDown();
    Await.until("both ran", () -> ran.size() == 2);
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

  private void holdTheOnlySlot() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
