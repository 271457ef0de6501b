package dev.soban.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.tensor.TensorMemoryExhausted;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Await;
import dev.soban.core.time.ManualTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PredictTest {
  private final ManualTicker ticker = new ManualTicker();

  @Test
  void refusals_carry_no_stack_and_our_own_failures_do() {
    assertThat(new PredictionException.Overloaded("full", Duration.ofSeconds(2)).getStackTrace())
        .isEmpty();
    assertThat(new PredictionException.EngineFailed("broke", null).getStackTrace()).isNotEmpty();
  }

  @Test
  void a_known_failure_is_seen_through_every_wrapper() {
    PredictionException known = new PredictionException.InvalidInput("bad");

    assertThat(Failures.of(new CompletionException(new ExecutionException(known)))).isSameAs(known);
  }

  @Test
  void a_foreign_failure_is_an_engine_failure_with_its_cause() {
    IOException foreign = new IOException("disk");

    assertThat(Failures.of(new CompletionException(foreign)))
        .isInstanceOf(PredictionException.EngineFailed.class)
        .hasMessage("unexpected IOException: disk")
        .hasCause(foreign);
    assertThat(Failures.of(new CompletionException("bare", null)))
        .isInstanceOf(PredictionException.EngineFailed.class);
  }

  @Test
  void exhausted_memory_is_overload_and_a_cancelled_future_is_cancelled() {
    TensorPool small = new TensorPool(1 << 20, 0);
    Throwable exhausted = null;
    try {
      small.allocate(2 << 20);
    } catch (TensorMemoryExhausted e) {
      exhausted = e;
    }

    assertThat(Failures.of(exhausted))
        .isInstanceOfSatisfying(
            PredictionException.Overloaded.class,
            refusal -> assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
    assertThat(Failures.of(new CancellationException()))
        .isInstanceOf(PredictionException.Cancelled.class);
  }

  @Test
  void a_deadline_is_told_right_across_the_wrap_of_the_clock() {
    Deadline deadline = Deadline.after(ticker, Duration.ofSeconds(1));
    Deadline later = Deadline.after(ticker, Duration.ofSeconds(2));

    assertThat(deadline.atNanos()).isNegative();
    assertThat(deadline.expired(ticker.nanos())).isFalse();
    assertThat(deadline.earlier(later)).isSameAs(deadline);
    assertThat(later.earlier(deadline)).isSameAs(deadline);
    ticker.advance(Duration.ofSeconds(1));
    assertThat(deadline.expired(ticker.nanos())).isTrue();
    assertThat(later.remainingNanos(ticker.nanos())).isEqualTo(1_000_000_000);
    assertThat(deadline.exceeded()).hasMessageStartingWith("no answer within 1000 ms");
    assertThat(Deadline.after(0, Duration.ofNanos(250_000)).exceeded())
        .hasMessageStartingWith("no answer within 250 µs");
  }

  @Test
  void parameters_are_plain_values_in_their_order() {
    Parameters parameters = Parameters.NONE.with("b", true).with("a", 1L).with("c", "x");

    assertThat(parameters.values().keySet()).containsExactly("b", "a", "c");
    assertThat(parameters.flag("b")).isTrue();
    assertThat(parameters.flag("a")).isFalse();
    assertThat(parameters.flag("gone")).isFalse();
    assertThat(parameters.value("a")).contains(1L);
    assertThat(Parameters.NONE.empty()).isTrue();
    assertThatThrownBy(() -> parameters.values().put("d", 1L))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> new Parameters(Map.of("list", List.of())))
        .hasMessage("parameter list: [] (expected: bool, number or string)");
  }

  @Test
  void a_caller_weighs_as_much_as_others_unless_it_says_more_than_nothing() {
    assertThat(RequestContext.Caller.ANONYMOUS.weight()).isEqualTo(1);
    assertThat(new RequestContext.Caller("a", 1).weight()).isEqualTo(1);
    for (double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new RequestContext.Caller("a", 1, weight))
          .hasMessage("weight: " + weight + " (expected: > 0)");
    }
  }

  @Test
  void timings_add_up() {
    Timings timings = new Timings(5);
    timings.add(Phase.QUEUE, 3);
    timings.add(Phase.QUEUE, 4);
    timings.ran(2);
    timings.ran(3);

    assertThat(timings.nanos(Phase.QUEUE)).isEqualTo(7);
    assertThat(timings.nanos(Phase.ENCODE)).isZero();
    assertThat(timings.rows()).isEqualTo(5);
    assertThat(timings.batches()).isEqualTo(2);
    assertThat(timings.startedAtNanos()).isEqualTo(5);
    assertThat(Phase.ASSEMBLE.label()).isEqualTo("assemble");
  }

  @Test
  void a_continuation_goes_home_or_else_to_a_spare_thread() {
    List<String> ran = new CopyOnWriteArrayList<>();
    List<Runnable> posted = new ArrayList<>();
    Homecoming.run(posted::add, () -> ran.add("home"));
    assertThat(ran).isEmpty();
    posted.getFirst().run();

    Homecoming.run(
        task -> {
          throw new RejectedExecutionException("closed");
        },
        () -> ran.add(Thread.currentThread().getName()));

    Await.until("both ran", () -> ran.size() == 2);
    assertThat(ran).containsExactly("home", "soban-spare-home");
  }
}
