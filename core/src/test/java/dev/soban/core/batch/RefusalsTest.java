package dev.soban.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.soban.core.engine.ScriptedEngine;
import dev.soban.core.engine.Shed;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.RequestContext.Caller;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.schedule.Bounds;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTimer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that the scheduler turns away, before or after they waited: what callers are told. */
class RefusalsTest {
  private static final TensorSpec SPEC = new TensorSpec("x", DataType.INT64, Shape.of(-1));
  private static final Caller HIGH = new Caller("vip", 1);
  private static final Caller LOW = new Caller("crowd", 3);

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTimer timer = new ManualTimer();
  private final ComputeSlots slots = new ComputeSlots("compute", 1);
  private final ScriptedEngine engine = ScriptedEngine.held();

  @AfterEach
  void close() {
    slots.close();
  }

  @Test
  void a_newer_request_with_the_same_key_takes_the_place_of_the_one_that_waits() throws Exception {
    Batcher batcher = batcher(new Bounds(10, 100, 1_000));
    var running = ask(batcher, request().input("x", longs(0)));
    ScriptedEngine.Run run = engine.nextRun();
    var old = ask(batcher, request().input("x", longs(1)).parameter("keep_latest", "camera"));
    var other = ask(batcher, request().input("x", longs(2)).parameter("keep_latest", "door"));

    var latest = ask(batcher, request().input("x", longs(3)).parameter("keep_latest", "camera"));

    assertThat(failure(old))
        .isInstanceOf(PredictionException.Conflict.class)
        .hasMessageContaining("keep_latest");
    run.echo();
    engine.nextRun().echo();
    assertThat(rowsOf(running)).containsExactly(0);
    assertThat(rowsOf(other)).containsExactly(2);
    assertThat(rowsOf(latest)).containsExactly(3);
    assertThat(batcher.report().sheds()).containsEntry(Shed.SUPERSEDED, 1L);
  }

  @Test
  void in_a_full_queue_the_lowest_class_gives_up_its_place() throws Exception {
    Batcher batcher = batcher(new Bounds(1, 100, 1_000));
    var running = ask(batcher, request().input("x", longs(0)));
    ScriptedEngine.Run run = engine.nextRun();
    var low = ask(batcher, request().input("x", longs(1)).caller(LOW));

    var high = ask(batcher, request().input("x", longs(2)).caller(HIGH));

    assertThat(failure(low))
        .isInstanceOf(PredictionException.Overloaded.class)
        .hasMessageContaining("a request of higher priority");
    run.echo();
    engine.nextRun().echo();
    assertThat(rowsOf(running)).containsExactly(0);
    assertThat(rowsOf(high)).containsExactly(2);
    assertThat(batcher.report().sheds()).containsEntry(Shed.EVICTED, 1L);
  }

  @Test
  void rows_and_bytes_that_wait_are_bounded_too() throws Exception {
    Batcher batcher = batcher(new Bounds(10, 4, 24));
    var running = ask(batcher, request().input("x", longs(0)));
    ScriptedEngine.Run run = engine.nextRun();
    var waiting = ask(batcher, request().input("x", longs(1, 2)));
    assertThat(batcher.report().waiting().rows()).isEqualTo(2);
    assertThat(batcher.report().waiting().bytes()).isEqualTo(16);

    assertThat(failure(ask(batcher, request().input("x", longs(3, 4, 5)))))
        .isInstanceOf(PredictionException.Overloaded.class)
        .hasMessageContaining("rows wait");
    assertThat(failure(ask(batcher, request().input("x", longs(3, 4)))))
        .isInstanceOf(PredictionException.Overloaded.class)
        .hasMessageContaining("bytes");

    run.echo();
    engine.nextRun().echo();
    assertThat(rowsOf(running)).containsExactly(0);
    assertThat(rowsOf(waiting)).containsExactly(1, 2);
    assertThat(batcher.report().sheds()).containsEntry(Shed.FULL, 2L);
  }

  @Test
  void what_is_past_its_deadline_when_its_turn_comes_is_told_so_and_never_runs() throws Exception {
    Batcher batcher = batcher(new Bounds(10, 100, 1_000));
    var running = ask(batcher, request().input("x", longs(0)));
    ScriptedEngine.Run run = engine.nextRun();
    var late = ask(batcher, request().input("x", longs(1)).timeout(Duration.ofMillis(20)));

    timer.advance(Duration.ofMillis(21));
    run.echo();

    assertThat(failure(late)).isInstanceOf(PredictionException.DeadlineExceeded.class);
    assertThat(rowsOf(running)).containsExactly(0);
    assertThat(engine.calls()).hasSize(1);
    assertThat(batcher.waitingRequests()).isZero();
  }

  @Test
  void what_would_come_too_late_is_refused_at_once_with_the_time_to_come_back() throws Exception {
    Batcher batcher = batcher(new Bounds(1_000, 10_000, 1_000_000));
    for (int i = 0; i < 30; i++) {
      var usual = ask(batcher, request().input("x", longs(1)));
      ScriptedEngine.Run run = engine.nextRun();
      timer.advance(Duration.ofMillis(100));
      run.echo();
      rowsOf(usual);
    }

    assertThat(failure(ask(batcher, request().input("x", longs(1)).timeout(Duration.ofMillis(9)))))
        .isInstanceOf(PredictionException.DeadlineExceeded.class)
        .hasMessageContaining("allow more time");
    CompletableFuture<InferenceResponse> running = ask(batcher, request().input("x", longs(1)));
    ScriptedEngine.Run run = engine.nextRun();
    CompletableFuture<InferenceResponse> ahead =
        ask(batcher, request().input("x", longs(1, 2, 3, 4)));
    assertThat(
            failure(ask(batcher, request().input("x", longs(1)).timeout(Duration.ofMillis(150)))))
        .isInstanceOf(PredictionException.Overloaded.class)
        .hasMessageContaining("rows wait")
        .hasMessageContaining("try again later");

    run.echo();
    engine.nextRun().echo();
    rowsOf(running);
    rowsOf(ahead);
    assertThat(batcher.report().sheds())
        .containsEntry(Shed.INFEASIBLE, 1L)
        .containsEntry(Shed.LATE, 1L);
  }

  private Batcher batcher(Bounds bounds) {
    return new Batcher(
        new ModelVersion("m", "1"),
        engine,
        new Signature(List.of(SPEC), List.of(SPEC)),
        new BatchPlan(
            true,
            new BatchingSettings(4, Duration.ZERO, Policy.ADAPTIVE, Invariance.TRUE),
            1,
            bounds,
            1),
        new Batcher.Surroundings(
            slots, memory.pool(), timer.ticker(), timer, (rows, assemble, compute, scatter) -> {}));
  }

  private TestRequests request() {
    return TestRequests.request(timer.ticker());
  }

  private Tensor longs(long... values) {
    return TestTensors.longs(memory.pool(), Shape.of(values.length), values);
  }

  private static CompletableFuture<InferenceResponse> ask(Batcher batcher, TestRequests asked) {
    var request = asked.build();
    try {
      return batcher.predict(request).toCompletableFuture();
    } finally {
      request.closeInputs();
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
