package dev.soban.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.engine.RunControl;
import dev.soban.core.engine.ScriptedEngine;
import dev.soban.core.engine.WorkerBeat;
import dev.soban.core.time.Await;
import dev.soban.core.time.ManualTimer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundEngineTest {
  private static final Batch EMPTY = new Batch(Map.of(), List.of(), List.of());

  private final ManualTimer timer = new ManualTimer();
  private final ComputeSlots slots = new ComputeSlots("compute", 1);

  @AfterEach
  void close() {
    slots.close();
  }

  @Test
  void a_trial_runs_on_a_compute_thread() throws Exception {
    ScriptedEngine engine = ScriptedEngine.echo();

    try (BatchResult result = background(engine).run(EMPTY, new RunControl(1))) {
      assertThat(result.failures()).isEmpty();
    }
    assertThat(engine.calls().getFirst().thread()).startsWith("soban-compute-");
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void a_failure_comes_through_as_it_is() {
    assertThatThrownBy(
            () ->
                background(ScriptedEngine.failing(Fault.INPUT, "bad"))
                    .run(EMPTY, new RunControl(1)))
        .isInstanceOf(EngineException.class)
        .hasMessage("bad");
  }

  @Test
  void after_the_slots_closed_it_runs_where_it_is_called() throws Exception {
    ScriptedEngine engine = ScriptedEngine.echo();
    slots.close();

    background(engine).run(EMPTY, new RunControl(1)).close();

    assertThat(engine.calls().getFirst().thread()).isEqualTo(Thread.currentThread().getName());
  }

  @Test
  void a_trial_that_never_ends_costs_the_others_no_thread() {
    ScriptedEngine engine = ScriptedEngine.held();
    var trial =
        CompletableFuture.runAsync(
            () -> {
              try {
                background(engine).run(EMPTY, new RunControl(1)).close();
              } catch (EngineException e) {
                throw new IllegalStateException(e);
              }
            });
    ScriptedEngine.Run hanging = engine.nextRun();
    String lost = engine.calls().getFirst().thread();

    timer.advance(Duration.ofMinutes(1));

    assertThat(slots.beats()).extracting(WorkerBeat::thread).doesNotContain(lost).hasSize(1);
    hanging.echo();
    Await.until("the trial ended", trial::isDone);
    assertThat(trial).isCompleted();
  }

  private BackgroundEngine background(ScriptedEngine engine) {
    return new BackgroundEngine(engine, slots, timer);
  }
}
