package dev.soban.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.engine.RunControl;
import dev.soban.core.engine.ScriptedEngine;
import dev.soban.core.engine.WorkerBeat;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.Await;
import dev.soban.core.time.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs that give no answer: what becomes of their rows, their threads and their late answers. */
class HungRunsTest {
  private static final Duration HUNG = Duration.ofSeconds(5);

  /** After so long behind a run that lasts, what waits runs on another thread. */
  private static final Duration STUCK = Duration.ofMillis(5);

  private static final TensorSpec SPEC = new TensorSpec("x", DataType.INT64, Shape.of(-1));

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTimer timer = new ManualTimer();
  private final ComputeSlots slots = new ComputeSlots("compute", 2);
  private final List<Long> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger stuck = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void close() {
    gate.countDown();
    slots.close();
  }

  @Test
  void rows_of_a_hung_run_run_again_on_another_thread_and_its_late_answer_is_thrown_away()
      throws Exception {
    ScriptedEngine engine = stuckOn(call -> call == 0);
    Batcher batcher = batcher(engine, 4, 1);
    var answer = ask(batcher, 1, 2);
    awaitStuck(1);

    timer.advance(HUNG);

    assertThat(rowsOf(answer)).containsExactly(1, 2);
    assertThat(engine.calls().get(1).thread()).isNotEqualTo(engine.calls().get(0).thread());
    assertThat(told).containsExactly(2L);
    assertThat(batcher.report().hung().runs()).isEqualTo(1);
    assertThat(batcher.report().hung().lost()).isEqualTo(1);
    assertThat(slots.beats())
        .extracting(WorkerBeat::thread)
        .doesNotContain(engine.calls().get(0).thread());
    gate.countDown();
    Await.until("the late run came back", () -> batcher.report().hung().lost() == 0);
    assertThat(rowsOf(ask(batcher, 3))).containsExactly(3);
  }

  @Test
  void a_run_within_its_time_is_left_alone() throws Exception {
    Batcher batcher = batcher(stuckOn(call -> call == 0), 4, 1);
    var answer = ask(batcher, 1);
    awaitStuck(1);

    timer.advance(HUNG.minusNanos(1));

    assertThat(told).isEmpty();
    gate.countDown();
    assertThat(rowsOf(answer)).containsExactly(1);
  }

  @Test
  void a_model_known_to_be_slow_gets_five_times_its_usual_time() throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 4, 1);
    for (int i = 0; i < 3; i++) {
      var usual = ask(batcher, i);
      ScriptedEngine.Run run = engine.nextRun();
      timer.advance(Duration.ofSeconds(4));
      run.echo();
      rowsOf(usual);
    }
    var answer = ask(batcher, 9);
    ScriptedEngine.Run slow = engine.nextRun();

    timer.advance(Duration.ofSeconds(19));
    assertThat(told).isEmpty();
    timer.advance(Duration.ofSeconds(2));

    assertThat(told).containsExactly(1L);
    assertThat(slow.ended()).as("stopped").isTrue();
    engine.nextRun().echo();
    assertThat(rowsOf(answer)).containsExactly(9);
  }

  @Test
  void a_model_of_which_nothing_is_known_gets_more_time_with_each_run_that_hangs()
      throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 4, 1);
    var answer = ask(batcher, 1);
    engine.nextRun();
    timer.advance(HUNG);
    ScriptedEngine.Run again = engine.nextRun();

    timer.advance(HUNG.multipliedBy(5).minusNanos(1));

    assertThat(told).hasSize(1);
    again.echo();
    assertThat(rowsOf(answer)).containsExactly(1);
  }

  @Test
  void a_row_that_the_engine_hangs_on_fails_only_its_own_request() throws Exception {
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) ->
                LongStream.of(TestTensors.longs(batch.inputs().get("x"))).anyMatch(x -> x == -1)
                    ? untilStopped(batch, control, stuck)
                    : ScriptedEngine.echoed(batch));
    Batcher batcher = batcher(engine, 4, 1);
    CountDownLatch held = new CountDownLatch(1);
    slots.share(1).ask(worker -> await(held));
    slots.share(1).ask(worker -> await(held));
    var before = ask(batcher, 1);
    var poison = ask(batcher, -1);
    var after = ask(batcher, 2);
    held.countDown();
    awaitStuck(1);

    timer.advance(HUNG);
    awaitStuck(2);
    timer.advance(HUNG.multipliedBy(5));

    assertThat(failure(poison)).hasMessageContaining("twice");
    assertThat(rowsOf(before)).containsExactly(1);
    assertThat(rowsOf(after)).containsExactly(2);
    assertThat(engine.calls()).hasSize(4);
  }

  @Test
  void a_batch_that_failed_and_goes_on_row_by_row_does_not_hang_while_it_goes_on()
      throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 4, 1);
    CountDownLatch held = new CountDownLatch(1);
    slots.share(1).ask(worker -> await(held));
    slots.share(1).ask(worker -> await(held));
    var first = ask(batcher, 1);
    var second = ask(batcher, 2);
    held.countDown();
    ScriptedEngine.Run together = engine.nextRun();
    timer.advance(Duration.ofSeconds(4));

    together.fail(Fault.ENGINE, "broke");
    ScriptedEngine.Run alone = engine.nextRun();
    timer.advance(Duration.ofSeconds(4));
    alone.echo();
    engine.nextRun().echo();

    assertThat(rowsOf(first)).containsExactly(1);
    assertThat(rowsOf(second)).containsExactly(2);
    assertThat(told).isEmpty();
  }

  @Test
  void rows_that_hang_twice_fail_and_the_failure_says_so() {
    Batcher batcher = batcher(stuckOn(call -> call < 2), 4, 1);
    var answer = ask(batcher, 1);
    awaitStuck(1);
    timer.advance(HUNG);
    awaitStuck(2);

    timer.advance(HUNG.multipliedBy(5));

    assertThat(failure(answer))
        .isInstanceOf(PredictionException.EngineFailed.class)
        .hasMessage("model m/1: the engine gave no answer within 25000 ms, twice");
    gate.countDown();
  }

  @Test
  void only_the_rows_of_the_hung_run_run_again_and_before_all_others() throws Exception {
    ScriptedEngine engine = stuckOn(call -> call == 1);
    Batcher batcher = batcher(engine, 4, 1);
    var large = ask(batcher, LongStream.range(0, 12).toArray());
    awaitStuck(1);
    var later = ask(batcher, 100);

    timer.advance(HUNG);

    assertThat(rowsOf(large)).containsExactly(LongStream.range(0, 12).toArray());
    assertThat(rowsOf(later)).containsExactly(100);
    assertThat(engine.calls().stream().mapToLong(ScriptedEngine.Call::rows).sum())
        .isEqualTo(4 + 4 + 4 + 4 + 1);
    gate.countDown();
  }

  @Test
  void a_request_that_was_given_up_meanwhile_does_not_run_again() {
    ScriptedEngine engine = stuckOn(call -> call == 0);
    Batcher batcher = batcher(engine, 4, 1);
    Cancellation cancellation = new Cancellation();
    var answer = ask(batcher, cancellation, 1);
    awaitStuck(1);
    cancellation.cancel(new PredictionException.Cancelled("gone"));

    timer.advance(HUNG);

    assertThat(failure(answer)).isInstanceOf(PredictionException.Cancelled.class);
    assertThat(engine.calls()).hasSize(1);
    gate.countDown();
  }

  @Test
  void draining_waits_for_the_answers_and_the_engine_is_quiet_only_when_the_lost_run_is_back()
      throws Exception {
    Batcher batcher = batcher(stuckOn(call -> call == 0), 4, 1);
    var answer = ask(batcher, 1);
    awaitStuck(1);
    CompletableFuture<Void> drained = batcher.drain().toCompletableFuture();
    assertThat(drained).isNotDone();

    timer.advance(HUNG);

    assertThat(rowsOf(answer)).containsExactly(1);
    drained.get(20, TimeUnit.SECONDS);
    assertThat(batcher.quiet().toCompletableFuture()).isNotDone();
    assertThat(memory.pool().heldSlabs()).as("what the lost run reads").isPositive();
    gate.countDown();
    batcher.quiet().toCompletableFuture().get(20, TimeUnit.SECONDS);
    memory.assertNoneHeld();
  }

  @Test
  void an_engine_that_lost_too_many_threads_is_not_tried_any_more() throws Exception {
    Batcher batcher = batcher(stuckOn(call -> true), 1, 2);
    List<CompletableFuture<InferenceResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      answers.add(ask(batcher, i));
    }
    for (int lost = 2; lost <= 64; lost += 2) {
      awaitStuck(lost);
      timer.advance(Duration.ofMinutes(5));
    }

    assertThat(failure(ask(batcher, 1)))
        .isInstanceOf(PredictionException.Unavailable.class)
        .hasMessageContaining("64 runs of the engine hang");
    for (CompletableFuture<InferenceResponse> answer : answers) {
      assertThat(failure(answer)).isInstanceOf(PredictionException.class);
    }
    gate.countDown();
    Await.until("all came back", () -> batcher.report().hung().lost() == 0);
  }

  @Test
  void a_hundred_hangs_under_load_lose_no_request() throws Exception {
    AtomicInteger hangs = new AtomicInteger();
    Set<Long> hungOnce = ConcurrentHashMap.newKeySet();
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) ->
                calls.getAndIncrement() % 5 == 2
                        && neverHung(batch, hungOnce)
                        && hangs.getAndUpdate(count -> Math.min(100, count + 1)) < 100
                    ? untilStopped(batch, control, stuck)
                    : ScriptedEngine.echoed(batch));
    Batcher batcher = batcher(engine, 4, 2);
    List<CompletableFuture<InferenceResponse>> answers = new ArrayList<>();

    while (stuck.get() < 100) {
      int before = stuck.get();
      while (stuck.get() == before) {
        answers.add(ask(batcher, 2L * answers.size(), 2L * answers.size() + 1));
        Await.until(
            "the queue is short or a run hangs",
            () -> batcher.waitingRequests() < 4 || stuck.get() > before);
      }
      advanceOnceAllThatRunsHangs(batcher);
    }
    CompletableFuture<Void> drained = batcher.drain().toCompletableFuture();
    while (batcher.report().hung().runs() < 100) {
      advanceOnceAllThatRunsHangs(batcher);
    }

    for (int i = 0; i < answers.size(); i++) {
      assertThat(rowsOf(answers.get(i))).containsExactly(2L * i, 2L * i + 1);
    }
    drained.get(20, TimeUnit.SECONDS);
    assertThat(batcher.report().hung().runs()).isEqualTo(100);
    assertThat(told).hasSize(100);
    batcher.quiet().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(slots.beats()).hasSize(2);
  }

  /** Otherwise the leap in time would make good runs look hung. */
  private void advanceOnceAllThatRunsHangs(Batcher batcher) {
    Await.until(
        "all that runs hangs",
        () -> {
          int running = batcher.report().running();
          long hanging = stuck.get() - batcher.report().hung().runs();
          if (running != hanging) {
            return false;
          }
          boolean nothingElseCanRun = running == 2 || batcher.waitingRequests() == 0;
          if (!nothingElseCanRun) {
            timer.advance(STUCK);
          }
          return nothingElseCanRun;
        });
    timer.advance(HUNG);
  }

  /** A row that hung twice would fail. */
  private static boolean neverHung(Batch batch, Set<Long> hungOnce) {
    return LongStream.of(TestTensors.longs(batch.inputs().get("x"))).allMatch(hungOnce::add);
  }

  /** Hangs until it is stopped, as a well-behaved runtime, and then answers although late. */
  private static BatchResult untilStopped(Batch batch, RunControl control, AtomicInteger hangs) {
    CountDownLatch stopped = new CountDownLatch(1);
    control.onAbandoned(stopped::countDown);
    hangs.incrementAndGet();
    await(stopped);
    return ScriptedEngine.echoed(batch);
  }

  /** An engine that hears no stop: the given calls come back when the gate opens. */
  private ScriptedEngine stuckOn(IntPredicate call) {
    return ScriptedEngine.of(
        (batch, control) -> {
          if (call.test(calls.getAndIncrement())) {
            stuck.incrementAndGet();
            await(gate);
          }
          return ScriptedEngine.echoed(batch);
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the test never opened the gate");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitStuck(int runs) {
    Await.until(runs + " runs hang", () -> stuck.get() >= runs);
  }

  private Batcher batcher(ScriptedEngine engine, int maxRows, int instances) {
    return new Batcher(
        new ModelVersion("m", "1"),
        engine,
        new Signature(List.of(SPEC), List.of(SPEC)),
        TestPlans.plan(true, maxRows, 0, Policy.FIFO, instances, 10_000),
        new Batcher.Surroundings(slots, memory.pool(), timer.ticker(), timer, new Listener(told)));
  }

  private record Listener(List<Long> told) implements BatchListener {
    @Override
    public void ran(long rows, long assembleNanos, long computeNanos, long scatterNanos) {}

    @Override
    public void hung(long rows, long afterNanos) {
      told.add(rows);
    }
  }

  private CompletableFuture<InferenceResponse> ask(Batcher batcher, long... values) {
    return ask(batcher, new Cancellation(), values);
  }

  private CompletableFuture<InferenceResponse> ask(
      Batcher batcher, Cancellation cancellation, long... values) {
    try (Tensor input = TestTensors.longs(memory.pool(), Shape.of(values.length), values)) {
      return batcher
          .predict(
              TestRequests.request(timer.ticker())
                  .input("x", input)
                  .timeout(Duration.ofDays(1))
                  .cancellation(cancellation)
                  .build())
          .toCompletableFuture();
    }
  }

  private static long[] rowsOf(CompletableFuture<InferenceResponse> answer) throws Exception {
    try (InferenceResponse response = answer.get(20, TimeUnit.SECONDS)) {
      return TestTensors.longs(response.outputs().get("x"));
    }
  }

  private static PredictionException failure(CompletableFuture<InferenceResponse> answer) {
    return Failures.of(catchThrowable(() -> answer.get(20, TimeUnit.SECONDS).close()));
  }
}
