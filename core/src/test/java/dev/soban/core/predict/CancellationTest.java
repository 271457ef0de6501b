package dev.soban.core.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private final PredictionException gone = new PredictionException.Cancelled("gone");

  private final Cancellation cancellation = new Cancellation();
  private final List<String> heard = new ArrayList<>();

  @Test
  void it_fires_once_with_the_first_reason_in_the_order_of_its_listeners() {
    cancellation.onCancel(() -> heard.add("first"));
    cancellation.onCancel(() -> heard.add("second"));

    cancellation.cancel(gone);
    cancellation.cancel(new PredictionException.Cancelled("again"));

    assertThat(heard).containsExactly("first", "second");
    assertThat(cancellation.reason()).isSameAs(gone);
    assertThat(cancellation.cancelled()).isTrue();
  }

  @Test
  void who_listens_too_late_hears_at_once() {
    cancellation.cancel(gone);
    Cancellation.Registration registration = cancellation.onCancel(() -> heard.add("late"));
    registration.remove();

    assertThat(heard).containsExactly("late");
  }

  @Test
  void a_removed_listener_hears_nothing() {
    cancellation.onCancel(() -> heard.add("removed")).remove();
    cancellation.onCancel(() -> heard.add("stays"));

    cancellation.cancel(gone);

    assertThat(heard).containsExactly("stays");
  }

  @Test
  void a_child_fires_with_its_parent_and_may_fire_alone() {
    Cancellation child = cancellation.child();
    Cancellation other = cancellation.child();

    other.cancel(new PredictionException.Cancelled("alone"));
    assertThat(cancellation.cancelled()).isFalse();
    cancellation.cancel(gone);

    assertThat(child.reason()).isSameAs(gone);
    assertThat(other.reason()).hasMessage("alone");
    assertThat(cancellation.child().reason()).isSameAs(gone);
  }

  @Test
  void every_listener_hears_exactly_once_whatever_the_race() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (int round = 0; round < 500; round++) {
        Cancellation raced = new Cancellation();
        AtomicInteger count = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> racers = new ArrayList<>();
        for (Runnable racer :
            List.<Runnable>of(
                () -> raced.cancel(gone),
                () -> raced.cancel(gone),
                () -> raced.onCancel(count::incrementAndGet))) {
          racers.add(
              threads.submit(
                  () -> {
                    start.await();
                    racer.run();
                    return null;
                  }));
        }
        start.countDown();
        for (Future<?> racer : racers) {
          racer.get();
        }
        assertThat(count.get()).isEqualTo(1);
      }
    }
  }
}
