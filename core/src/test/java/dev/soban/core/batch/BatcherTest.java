package dev.soban.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.engine.ScriptedEngine;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.Await;
import dev.soban.core.time.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class BatcherTest {
  private static final ModelVersion MODEL = new ModelVersion("m", "1");
  private static final TensorSpec X = new TensorSpec("x", DataType.INT64, Shape.of(-1));
  private static final Signature SIGNATURE = new Signature(List.of(X), List.of(X));

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTimer timer = new ManualTimer();
  private final ComputeSlots slots = new ComputeSlots("compute", 2);
  private final List<Long> runs = new CopyOnWriteArrayList<>();

  @AfterEach
  void closeSlots() {
    slots.close();
  }

  @Test
  void one_request_is_answered_with_the_engines_rows_and_its_timings() throws Exception {
    Batcher batcher = batcher(ScriptedEngine.echo(), 4);
    InferenceRequest request = request(7, 8);

    try (InferenceResponse response = answer(predict(batcher, request))) {
      assertThat(response.model()).isEqualTo(MODEL);
      assertThat(rows(response)).containsExactly(7, 8);
    }
    assertThat(request.context().timings().rows()).isEqualTo(2);
    assertThat(request.context().timings().batches()).isEqualTo(1);
    assertThat(request.context().timings().nanos(Phase.QUEUE)).isZero();
    assertThat(runs).containsExactly(2L);
  }

  @Test
  void what_queues_behind_a_run_shares_the_next_one_and_each_gets_its_own_rows() throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 4);
    var first = predict(batcher, request(1));
    ScriptedEngine.Run run = engine.nextRun();
    var second = predict(batcher, request(2, 3));
    var third = predict(batcher, request(4));
    assertThat(batcher.waitingRequests()).isEqualTo(2);

    run.echo();
    engine.nextRun().echo();

    assertThat(rowsOf(first)).containsExactly(1);
    assertThat(rowsOf(second)).containsExactly(2, 3);
    assertThat(rowsOf(third)).containsExactly(4);
    assertThat(engine.calls()).hasSize(2);
    assertThat(engine.calls().get(1).ranges()).hasSize(2);
  }

  @Test
  void a_large_request_is_split_and_its_answer_joined_in_order() throws Exception {
    ScriptedEngine engine = ScriptedEngine.echo();
    Batcher batcher = batcher(engine, 4);
    long[] values = LongStream.range(0, 10).toArray();
    InferenceRequest request = request(values);

    assertThat(rowsOf(predict(batcher, request))).containsExactly(values);

    assertThat(request.context().timings().batches()).isEqualTo(3);
    assertThat(engine.calls().stream().mapToLong(ScriptedEngine.Call::rows).sum()).isEqualTo(10);
    assertThat(engine.calls()).allSatisfy(call -> assertThat(call.rows()).isLessThanOrEqualTo(4));
  }

  @Test
  void byte_strings_are_split_and_joined_too() throws Exception {
    Batcher batcher = batcher(ScriptedEngine.echo(), 2);
    try (Tensor input = TestTensors.strings(memory.pool(), "", "bc", "def")) {
      try (InferenceResponse response = answer(batcher.predict(request("x", input)))) {
        assertThat(TestTensors.strings(response.outputs().get("x")))
            .containsExactly("", "bc", "def");
      }
    }
  }

  @Test
  void a_bad_row_in_a_merged_batch_fails_only_its_own_request() throws Exception {
    ScriptedEngine gate = ScriptedEngine.held();
    AtomicInteger call = new AtomicInteger();
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) -> {
              if (call.getAndIncrement() == 0) {
                return gate.run(batch, control);
              }
              if (contains(batch.inputs().get("x"), -1)) {
                throw new EngineException(Fault.INPUT, "x: -1 (expected: >= 0)", null);
              }
              return ScriptedEngine.echoed(batch);
            });
    Batcher batcher = batcher(engine, 4);
    var first = predict(batcher, request(1));
    ScriptedEngine.Run run = gate.nextRun();
    var good = predict(batcher, request(2));
    var bad = predict(batcher, request(-1));

    run.echo();

    assertThat(rowsOf(first)).containsExactly(1);
    assertThat(rowsOf(good)).containsExactly(2);
    assertThat(failure(bad))
        .isInstanceOf(PredictionException.InvalidInput.class)
        .hasMessage("x: -1 (expected: >= 0)");
  }

  @Test
  void an_engine_that_breaks_on_a_merged_batch_runs_each_request_alone() throws Exception {
    ScriptedEngine gate = ScriptedEngine.held();
    AtomicInteger call = new AtomicInteger();
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) -> {
              if (call.getAndIncrement() == 0) {
                return gate.run(batch, control);
              }
              if (contains(batch.inputs().get("x"), -1)) {
                throw new IllegalStateException("broke");
              }
              return ScriptedEngine.echoed(batch);
            });
    Batcher batcher = batcher(engine, 4);
    var first = predict(batcher, request(1));
    ScriptedEngine.Run run = gate.nextRun();
    var good = predict(batcher, request(2));
    var bad = predict(batcher, request(-1));

    run.echo();

    assertThat(rowsOf(first)).containsExactly(1);
    assertThat(rowsOf(good)).containsExactly(2);
    assertThat(failure(bad))
        .isInstanceOf(PredictionException.EngineFailed.class)
        .hasMessageContaining("broke");
  }

  @Test
  void a_range_that_the_engine_reports_failed_fails_only_its_own_request() throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 4);
    var first = predict(batcher, request(1));
    ScriptedEngine.Run run = engine.nextRun();
    var good = predict(batcher, request(2));
    var bad = predict(batcher, request(3));
    run.echo();

    ScriptedEngine.Run merged = engine.nextRun();
    merged.answer(
        new BatchResult(
            ScriptedEngine.echoed(merged.batch()).outputs(),
            Map.of(1, new EngineException(Fault.INPUT, "bad", null))));

    assertThat(rowsOf(first)).containsExactly(1);
    assertThat(rowsOf(good)).containsExactly(2);
    assertThat(failure(bad)).isInstanceOf(PredictionException.InvalidInput.class);
    assertThat(engine.calls()).hasSize(2);
  }

  @Test
  void an_engine_failure_keeps_its_cause() {
    Batcher batcher = batcher(ScriptedEngine.failing(Fault.ENGINE, "no device"), 4);

    assertThat(failure(predict(batcher, request(1))))
        .isInstanceOf(PredictionException.EngineFailed.class)
        .hasMessage("no device")
        .hasCauseInstanceOf(EngineException.class);
  }

  @Test
  void an_engine_that_breaks_the_process_is_told_once_its_request_is_answered() {
    List<Error> fatal = new CopyOnWriteArrayList<>();
    UnsatisfiedLinkError broken = new UnsatisfiedLinkError("broken, as it should be");
    try (ComputeSlots own = new ComputeSlots("own", 1, fatal::add)) {
      Batcher batcher = new Batcher(MODEL, breaking(broken), SIGNATURE, plan(4), surroundings(own));

      assertThat(failure(predict(batcher, request(1))))
          .isInstanceOf(PredictionException.EngineFailed.class)
          .hasMessageContaining("UnsatisfiedLinkError");
      drain(batcher);
    }
    assertThat(fatal).containsExactly(broken);
  }

  @Test
  void a_stack_that_overflowed_leaves_the_process_as_it_was() {
    List<Error> fatal = new CopyOnWriteArrayList<>();
    try (ComputeSlots own = new ComputeSlots("own", 1, fatal::add)) {
      Batcher batcher =
          new Batcher(
              MODEL, breaking(new StackOverflowError()), SIGNATURE, plan(4), surroundings(own));

      assertThat(failure(predict(batcher, request(1))))
          .isInstanceOf(PredictionException.EngineFailed.class);
      drain(batcher);
    }
    assertThat(fatal).isEmpty();
  }

  private static ScriptedEngine breaking(Error error) {
    return ScriptedEngine.of(
        (batch, control) -> {
          throw error;
        });
  }

  private Batcher.Surroundings surroundings(ComputeSlots own) {
    return new Batcher.Surroundings(
        own, memory.pool(), timer.ticker(), timer, (rows, assemble, compute, scatter) -> {});
  }

  @Test
  void a_split_request_fails_as_a_whole_and_stops_its_other_runs() {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 2);
    var answer = predict(batcher, request(1, 2, 3, 4, 5, 6));
    ScriptedEngine.Run first = engine.nextRun();
    ScriptedEngine.Run second = engine.nextRun();

    first.fail(Fault.ENGINE, "broke");

    assertThat(failure(answer)).hasMessage("broke");
    Await.until("the other run is stopped", second::ended);
    assertThat(batcher.waitingRequests()).isZero();
    drain(batcher);
    assertThat(engine.calls()).hasSize(2);
  }

  @Test
  void an_output_without_a_row_per_row_is_given_to_each_request_alone() throws Exception {
    ScriptedEngine gate = ScriptedEngine.held();
    AtomicInteger call = new AtomicInteger();
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) ->
                call.getAndIncrement() == 0
                    ? gate.run(batch, control)
                    : new BatchResult(
                        Map.of("x", TestTensors.longs(memory.pool(), Shape.of(3), 9, 9, 9))));
    Batcher batcher = batcher(engine, 4);
    var first = predict(batcher, request(1));
    ScriptedEngine.Run run = gate.nextRun();
    var second = predict(batcher, request(2));
    var third = predict(batcher, request(3));

    run.echo();

    assertThat(rowsOf(first)).containsExactly(1);
    assertThat(rowsOf(second)).containsExactly(9, 9, 9);
    assertThat(rowsOf(third)).containsExactly(9, 9, 9);
  }

  @Test
  void parts_whose_outputs_differ_in_shape_are_not_joined_into_nonsense() {
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) -> {
              long first = TestTensors.longs(batch.inputs().get("x"))[0];
              Shape shape = Shape.of(2, 1 + first);
              return new BatchResult(
                  Map.of(
                      "x",
                      TestTensors.longs(memory.pool(), shape, new long[(int) shape.elements()])));
            });
    Batcher batcher = batcher(engine, 2);

    assertThat(failure(predict(batcher, request(0, 0, 1, 1))))
        .isInstanceOf(PredictionException.EngineFailed.class)
        .hasMessageContaining("rows of one shape");
  }

  @Test
  void only_wanted_outputs_reach_the_request_in_its_order_and_the_others_are_let_go()
      throws Exception {
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) -> {
              Map<String, Tensor> outputs = new LinkedHashMap<>();
              for (String name : List.of("a", "b", "c")) {
                outputs.put(name, batch.inputs().get("x").share());
              }
              return new BatchResult(outputs);
            });
    Batcher batcher = batcher(engine, 4);
    try (Tensor input = longs(1)) {
      InferenceRequest request =
          TestRequests.request(timer.ticker()).input("x", input).output("c").output("a").build();
      try (InferenceResponse response = answer(batcher.predict(request))) {
        assertThat(response.outputs().keySet()).containsExactly("c", "a");
      }
    }
  }

  @Test
  void an_engine_that_leaves_a_wanted_output_out_fails_the_request_and_nothing_else()
      throws Exception {
    Batcher batcher = batcher(ScriptedEngine.echo(), 4);
    try (Tensor input = longs(1)) {
      InferenceRequest request =
          TestRequests.request(timer.ticker()).input("x", input).output("gone").build();

      assertThat(failure(batcher.predict(request)))
          .isInstanceOf(PredictionException.EngineFailed.class)
          .hasMessageContaining("gone");
    }
    assertThat(rowsOf(predict(batcher, request(2)))).containsExactly(2);
    drain(batcher);
  }

  @Test
  void a_request_whose_inputs_disagree_in_rows_fails_and_the_next_is_answered() throws Exception {
    Batcher batcher = batcher(ScriptedEngine.echo(), 2);
    try (Tensor four = longs(1, 2, 3, 4);
        Tensor one = longs(1)) {
      InferenceRequest request =
          TestRequests.request(timer.ticker()).input("x", four).input("y", one).build();
      assertThat(failure(batcher.predict(request))).isNotNull();
    }
    assertThat(rowsOf(predict(batcher, request(2)))).containsExactly(2);
    drain(batcher);
  }

  @Test
  void when_memory_is_too_short_to_merge_each_runs_alone() throws Exception {
    HeldSlabs small = new HeldSlabs(new TensorPool(2L << 20, 0));
    ScriptedEngine gate = ScriptedEngine.held();
    AtomicInteger call = new AtomicInteger();
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) ->
                call.getAndIncrement() == 0
                    ? gate.run(batch, control)
                    : ScriptedEngine.echoed(batch));
    Batcher batcher = new Batcher(MODEL, engine, SIGNATURE, plan(4), surroundings(small.pool()));
    var first = predict(batcher, request(1));
    ScriptedEngine.Run run = gate.nextRun();
    var second = predictLarge(batcher, small.pool());
    var third = predictLarge(batcher, small.pool());

    run.echo();

    answer(first).close();
    answer(second).close();
    answer(third).close();
    drain(batcher);
    small.assertNoneHeld();
  }

  @Test
  void an_engine_that_finds_no_tensor_memory_is_overload_and_no_broken_engine() {
    TensorPool small = new TensorPool(1L << 20, 0);
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) -> {
              small.allocate(2L << 20);
              throw new AssertionError("there was room");
            });
    Batcher batcher = batcher(engine, 4);
    List<LogRecord> logged = new CopyOnWriteArrayList<>();

    try (var _ = LogTap.on(EngineRun.class, logged::add)) {
      assertThat(failure(predict(batcher, request(1))))
          .isInstanceOf(PredictionException.Overloaded.class)
          .hasMessageContaining("tensor memory");
      drain(batcher);
    }

    assertThat(logged).isEmpty();
  }

  /** Hears what a class logs. */
  private static final class LogTap extends Handler implements AutoCloseable {
    private final Logger logger;
    private final Consumer<LogRecord> target;

    private LogTap(Logger logger, Consumer<LogRecord> target) {
      this.logger = logger;
      this.target = target;
    }

    static LogTap on(Class<?> source, Consumer<LogRecord> target) {
      LogTap tap = new LogTap(Logger.getLogger(source.getName()), target);
      tap.logger.addHandler(tap);
      return tap;
    }

    @Override
    public void publish(LogRecord line) {
      target.accept(line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }

  private CompletionStage<InferenceResponse> predictLarge(Batcher batcher, TensorPool pool) {
    Slab slab = pool.allocate(300_000);
    try (Tensor small = TestTensors.longs(pool, Shape.of(1), 5);
        Tensor large = Tensor.of(DataType.UINT8, Shape.of(1, 300_000), slab)) {
      return batcher.predict(
          TestRequests.request(timer.ticker()).input("x", small).input("y", large).build());
    }
  }

  @Test
  void an_abandoned_request_that_waits_leaves_the_queue_at_once() throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 4);
    var first = predict(batcher, request(1));
    ScriptedEngine.Run run = engine.nextRun();
    Cancellation cancellation = new Cancellation();
    var second = predict(batcher, cancellation, 2);

    cancellation.cancel(new PredictionException.Cancelled("gone"));

    assertThat(failure(second)).isInstanceOf(PredictionException.Cancelled.class);
    assertThat(batcher.waitingRequests()).isZero();
    run.echo();
    assertThat(rowsOf(first)).containsExactly(1);
    drain(batcher);
    assertThat(engine.calls()).hasSize(1);
  }

  @Test
  void a_run_is_stopped_only_when_everybody_in_it_gave_up() throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 4);
    var first = predict(batcher, request(1));
    ScriptedEngine.Run gate = engine.nextRun();
    Cancellation one = new Cancellation();
    Cancellation two = new Cancellation();
    var second = predict(batcher, one, 2);
    var third = predict(batcher, two, 3);
    gate.echo();
    ScriptedEngine.Run merged = engine.nextRun();

    one.cancel(new PredictionException.Cancelled("gone"));
    assertThat(failure(second)).isInstanceOf(PredictionException.Cancelled.class);
    assertThat(merged.ended()).isFalse();
    two.cancel(new PredictionException.Cancelled("gone too"));

    assertThat(merged.ended()).isTrue();
    assertThat(failure(third)).hasMessage("gone too");
    assertThat(rowsOf(first)).containsExactly(1);
    drain(batcher);
  }

  @Test
  void batch_mates_of_an_abandoned_request_are_answered() throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 4);
    var first = predict(batcher, request(1));
    ScriptedEngine.Run gate = engine.nextRun();
    Cancellation cancellation = new Cancellation();
    var second = predict(batcher, cancellation, 2);
    var third = predict(batcher, request(3));
    gate.echo();
    ScriptedEngine.Run merged = engine.nextRun();

    cancellation.cancel(new PredictionException.Cancelled("gone"));
    merged.echo();

    assertThat(rowsOf(third)).containsExactly(3);
    assertThat(failure(second)).isInstanceOf(PredictionException.Cancelled.class);
    assertThat(rowsOf(first)).containsExactly(1);
  }

  @Test
  void a_request_cancelled_before_it_came_never_runs() {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 4);
    Cancellation cancellation = new Cancellation();
    cancellation.cancel(new PredictionException.Cancelled("gone"));

    assertThat(failure(predict(batcher, cancellation, 1)))
        .isInstanceOf(PredictionException.Cancelled.class);
    drain(batcher);
  }

  @Test
  void a_batch_waits_for_company_no_longer_than_its_delay() throws Exception {
    Batcher batcher =
        new Batcher(
            MODEL,
            ScriptedEngine.echo(),
            SIGNATURE,
            TestPlans.plan(true, 4, 1_000_000, Policy.ADAPTIVE, 1, 100),
            surroundings(memory.pool()));
    var answer = predict(batcher, request(1));
    timer.advanceNanos(999_999);
    assertThat(batcher.waitingRequests()).isEqualTo(1);

    timer.advanceNanos(1);

    assertThat(rowsOf(answer)).containsExactly(1);
    assertThat(timer.waiting()).as("only the watch over hung runs").isEqualTo(1);
  }

  @Test
  void too_many_waiting_requests_are_refused_with_a_time_to_come_back() throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, TestPlans.plan(false, 10, 0, Policy.ADAPTIVE, 1, 3));
    List<CompletionStage<InferenceResponse>> answers = new ArrayList<>();
    answers.add(predict(batcher, request(0)));
    ScriptedEngine.Run slow = engine.nextRun();
    timer.advance(Duration.ofSeconds(2));
    slow.echo();
    answer(answers.removeFirst()).close();
    answers.add(predict(batcher, request(0)));
    ScriptedEngine.Run running = engine.nextRun();
    for (int i = 0; i < 3; i++) {
      answers.add(predict(batcher, request(i)));
    }

    assertThat(failure(predict(batcher, request(9))))
        .hasMessageContaining("3 requests wait (expected: fewer than 3)")
        .isInstanceOfSatisfying(
            PredictionException.Overloaded.class,
            refusal -> assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(6)));

    running.echo();
    for (int i = 0; i < 3; i++) {
      engine.nextRun().echo();
    }
    for (CompletionStage<InferenceResponse> answer : answers) {
      answer(answer).close();
    }
  }

  @Test
  void draining_answers_what_waits_and_refuses_what_comes() throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 4);
    var first = predict(batcher, request(1));
    ScriptedEngine.Run run = engine.nextRun();
    var second = predict(batcher, request(2));

    var drained = batcher.drain().toCompletableFuture();

    assertThat(failure(predict(batcher, request(3))))
        .isInstanceOf(PredictionException.Unavailable.class);
    assertThat(drained).isNotDone();
    run.echo();
    engine.nextRun().echo();
    drained.get(20, TimeUnit.SECONDS);
    assertThat(rowsOf(first)).containsExactly(1);
    assertThat(rowsOf(second)).containsExactly(2);
  }

  @Test
  void draining_does_not_wait_for_company() throws Exception {
    Batcher batcher =
        batcher(ScriptedEngine.echo(), TestPlans.plan(true, 4, 1_000_000, Policy.FIFO, 1, 100));
    var answer = predict(batcher, request(1));

    drain(batcher);

    assertThat(rowsOf(answer)).containsExactly(1);
  }

  @Test
  void after_the_slots_closed_requests_are_refused_and_nothing_stays_behind() {
    Batcher batcher = batcher(ScriptedEngine.echo(), 4);
    slots.close();

    assertThat(failure(predict(batcher, request(1))))
        .isInstanceOf(PredictionException.Unavailable.class);
    assertThat(batcher.waitingRequests()).isZero();
    drain(batcher);
  }

  @Test
  void a_long_run_keeps_nobody_waiting_while_another_instance_is_free() throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 4);
    var first = predict(batcher, request(1));
    ScriptedEngine.Run hanging = engine.nextRun();
    var second = predict(batcher, request(2));

    timer.advance(Duration.ofMillis(10));
    engine.nextRun().echo();

    assertThat(rowsOf(second)).containsExactly(2);
    hanging.echo();
    assertThat(rowsOf(first)).containsExactly(1);
  }

  @Test
  void answers_go_home_in_one_post_per_batch_and_never_run_on_a_compute_thread() throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Batcher batcher = batcher(engine, 4);
    List<String> threads = new CopyOnWriteArrayList<>();
    AtomicInteger posts = new AtomicInteger();
    try (ExecutorService home =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "home"))) {
      List<CompletionStage<String>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        try (Tensor input = longs(i)) {
          InferenceRequest request =
              TestRequests.request(timer.ticker())
                  .input("x", input)
                  .home(
                      task -> {
                        posts.incrementAndGet();
                        home.execute(task);
                      })
                  .build();
          answers.add(
              batcher
                  .predict(request)
                  .thenApply(
                      response -> {
                        response.close();
                        threads.add(Thread.currentThread().getName());
                        return "done";
                      }));
        }
      }
      ScriptedEngine.Run first = engine.nextRun();
      first.echo();
      if (first.batch().ranges().size() < 4) {
        engine.nextRun().echo();
      }
      for (CompletionStage<String> answer : answers) {
        answer.toCompletableFuture().get(20, TimeUnit.SECONDS);
      }
    }
    assertThat(threads).containsOnly("home").hasSize(4);
    assertThat(engine.calls())
        .allSatisfy(call -> assertThat(call.thread()).startsWith("soban-compute-"));
    assertThat(posts.get()).isGreaterThanOrEqualTo(engine.calls().size());
  }

  @Test
  void when_home_refuses_a_spare_thread_completes_the_answer() throws Exception {
    Batcher batcher = batcher(ScriptedEngine.echo(), 4);
    try (Tensor input = longs(1)) {
      InferenceRequest request =
          TestRequests.request(timer.ticker())
              .input("x", input)
              .home(
                  task -> {
                    throw new RejectedExecutionException("closed");
                  })
              .build();
      answer(batcher.predict(request)).close();
    }
  }

  @Test
  void two_models_on_one_slot_take_turns() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    ScriptedEngine gate = ScriptedEngine.held();
    try (ComputeSlots one = new ComputeSlots("one", 1)) {
      Batcher first = turnTaker("first", order, gate, one);
      Batcher second = turnTaker("second", order, gate, one);
      List<CompletionStage<InferenceResponse>> answers = new ArrayList<>();
      answers.add(predict(first, request(-1)));
      ScriptedEngine.Run blocking = gate.nextRun();
      for (int i = 0; i < 3; i++) {
        answers.add(predict(first, request(i)));
        answers.add(predict(second, request(i)));
      }
      blocking.echo();
      for (CompletionStage<InferenceResponse> answer : answers) {
        answer(answer).close();
      }
    }
    assertThat(order)
        .containsExactly("first", "second", "first", "second", "first", "second", "first");
  }

  private Batcher turnTaker(
      String name, List<String> order, ScriptedEngine gate, ComputeSlots one) {
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) -> {
              order.add(name);
              return contains(batch.inputs().get("x"), -1)
                  ? gate.run(batch, control)
                  : ScriptedEngine.echoed(batch);
            });
    return new Batcher(
        new ModelVersion(name, "1"),
        engine,
        SIGNATURE,
        TestPlans.plan(false, 1, 0, Policy.ADAPTIVE, 1, 100),
        new Batcher.Surroundings(
            one, memory.pool(), timer.ticker(), timer, (rows, assemble, compute, scatter) -> {}));
  }

  private Batcher batcher(ScriptedEngine engine, int maxRows) {
    return batcher(engine, plan(maxRows));
  }

  private Batcher batcher(ScriptedEngine engine, BatchPlan plan) {
    return new Batcher(MODEL, engine, SIGNATURE, plan, surroundings(memory.pool()));
  }

  private static BatchPlan plan(int maxRows) {
    return TestPlans.plan(true, maxRows, 0, Policy.ADAPTIVE, 2, 100);
  }

  private Batcher.Surroundings surroundings(TensorPool pool) {
    return new Batcher.Surroundings(
        slots, pool, timer.ticker(), timer, (rows, assemble, compute, scatter) -> runs.add(rows));
  }

  private Tensor longs(long... values) {
    return TestTensors.longs(memory.pool(), Shape.of(values.length), values);
  }

  private InferenceRequest request(long... values) {
    return request("x", longs(values));
  }

  private InferenceRequest request(String name, Tensor input) {
    return TestRequests.of(timer.ticker(), name, input);
  }

  private static CompletionStage<InferenceResponse> predict(
      Batcher batcher, InferenceRequest request) {
    try {
      return batcher.predict(request);
    } finally {
      request.closeInputs();
    }
  }

  private CompletionStage<InferenceResponse> predict(
      Batcher batcher, Cancellation cancellation, long... values) {
    return predict(
        batcher,
        TestRequests.request(timer.ticker())
            .input("x", longs(values))
            .cancellation(cancellation)
            .build());
  }

  private static InferenceResponse answer(CompletionStage<InferenceResponse> stage)
      throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static long[] rowsOf(CompletionStage<InferenceResponse> stage) throws Exception {
    try (InferenceResponse response = answer(stage)) {
      return rows(response);
    }
  }

  private static long[] rows(InferenceResponse response) {
    return TestTensors.longs(response.outputs().get("x"));
  }

  private static PredictionException failure(CompletionStage<InferenceResponse> stage) {
    Throwable thrown = catchThrowable(() -> answer(stage).close());
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    return Failures.of(thrown);
  }

  private static boolean contains(Tensor tensor, long value) {
    return LongStream.of(TestTensors.longs(tensor)).anyMatch(each -> each == value);
  }

  private static void drain(Batcher batcher) {
    var drained = batcher.drain().toCompletableFuture();
    Await.until("the batcher is drained", drained::isDone);
  }
}
