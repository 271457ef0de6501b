package dev.soban.core.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.batch.ComputeSlots;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.engine.ScriptedEngine;
import dev.soban.core.lifecycle.CanaryWatch;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.observe.ModelStatistics;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.prepare.PrepareLayer;
import dev.soban.core.prepare.RowDecoder;
import dev.soban.core.schedule.Bounds;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.Await;
import dev.soban.core.time.ManualTimer;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class ModelLoaderTest {
  private static final Signature ROWS = signature(Shape.of(-1, 2));

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTimer timer = new ManualTimer();
  private final ComputeSlots slots = new ComputeSlots("compute", 2);
  private final ModelStatistics everything = new ModelStatistics(() -> 42L);
  private final ModelLoader loader =
      new ModelLoader(
          new ServingStack.Shared(
              timer.ticker(), timer, memory.pool(), new PrepareLayer.DecodePool(Runnable::run, 1)),
          slots,
          everything,
          () -> 42L);

  private static Signature signature(Shape shape) {
    TensorSpec x = new TensorSpec("x", DataType.FP32, shape);
    return new Signature(List.of(x), List.of(x));
  }

  @AfterEach
  void closeSlots() {
    slots.close();
  }

  @Test
  void a_model_whose_rows_stay_apart_merges_and_answers() throws Exception {
    ScriptedEngine engine = ScriptedEngine.echo();
    Served served = loader.load(new Source(engine, ROWS, Invariance.AUTO));

    assertThat(served.description().batching().merges()).isTrue();
    assertThat(served.description().batching().instances()).isEqualTo(2);
    assertThat(served.description().notes()).containsExactly("from the engine");
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 2), 1, 2);
        InferenceResponse response =
            served
                .predictor()
                .predict(TestRequests.of(timer.ticker(), "x", input))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)) {
      assertThat(TestTensors.floats(response.outputs().get("x"))).containsExactly(1, 2);
    }
    assertThat(served.statistics().snapshot().success().count()).isEqualTo(1);
    assertThat(served.statistics().snapshot().lastInferenceMillis()).isEqualTo(42);
    assertThat(everything.snapshot().executionCount()).isEqualTo(1);
    served.closing().run();
    assertThat(engine.closed()).isTrue();
  }

  @Test
  void a_model_that_looks_at_the_rows_beside_does_not_merge_and_says_so() throws Exception {
    Served served = loader.load(new Source(mean(), ROWS, Invariance.AUTO));

    assertThat(served.description().batching().merges()).isFalse();
    assertThat(served.description().notes())
        .contains("not batched: a row's answer depends on the rows beside it");
    served.closing().run();
  }

  @Test
  void the_owner_may_say_that_rows_stay_apart_or_do_not() throws Exception {
    Served merged = loader.load(new Source(mean(), ROWS, Invariance.TRUE));
    Served apart = loader.load(new Source(ScriptedEngine.echo(), ROWS, Invariance.FALSE));

    assertThat(merged.description().batching().merges()).isTrue();
    assertThat(apart.description().batching().merges()).isFalse();
    merged.closing().run();
    apart.closing().run();
  }

  @Test
  void fixed_rows_never_merge() throws Exception {
    Served served =
        loader.load(new Source(ScriptedEngine.echo(), signature(Shape.of(1, 2)), Invariance.TRUE));

    assertThat(served.description().batching().merges()).isFalse();
    served.closing().run();
  }

  @Test
  void a_model_that_answers_no_made_up_input_is_served_with_a_note() throws Exception {
    Served served =
        loader.load(new Source(ScriptedEngine.failing(Fault.INPUT, "no"), ROWS, Invariance.AUTO));

    assertThat(served.description().batching().merges()).isFalse();
    assertThat(served.description().notes())
        .contains("not warmed up: the model answers none of the made-up inputs");
    served.closing().run();
  }

  @Test
  void a_range_reported_failed_in_a_trial_is_no_answer() throws Exception {
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) ->
                new BatchResult(
                    ScriptedEngine.echoed(batch).outputs(),
                    Map.of(0, new EngineException(Fault.INPUT, "no", null))));

    Served served = loader.load(new Source(engine, ROWS, Invariance.AUTO));

    assertThat(served.description().notes()).anyMatch(note -> note.startsWith("not warmed up"));
    served.closing().run();
  }

  @Test
  void made_up_inputs_too_large_for_the_memory_are_no_reason_not_to_load() throws Exception {
    Signature vast = signature(Shape.of(-1, -1, -1, -1, -1, -1, -1, -1));
    Served served =
        loader.load(new Source(ScriptedEngine.failing(Fault.INPUT, "no"), vast, Invariance.AUTO));

    assertThat(served.description().notes()).anyMatch(note -> note.startsWith("not warmed up"));
    served.closing().run();
  }

  @Test
  void an_engine_that_breaks_in_a_later_trial_leaves_nothing_behind() {
    ScriptedEngine[] engine = new ScriptedEngine[1];
    engine[0] =
        ScriptedEngine.of(
            (batch, control) -> {
              if (engine[0].calls().size() == 3) {
                throw new IllegalStateException("broke");
              }
              return ScriptedEngine.echoed(batch);
            });

    assertThatThrownBy(() -> loader.load(new Source(engine[0], ROWS, Invariance.AUTO)))
        .hasMessage("broke");
    assertThat(engine[0].closed()).isTrue();
  }

  @Test
  void an_interpretation_that_does_not_fit_closes_the_engine() {
    ScriptedEngine engine = ScriptedEngine.echo();
    Source source =
        new Source(engine, ROWS, Invariance.AUTO) {
          @Override
          public Interpretation interpret(Signature signature) throws ModelLoadException {
            throw new ModelLoadException("image.input: y (expected: x)");
          }
        };

    assertThatThrownBy(() -> loader.load(source)).isInstanceOf(ModelLoadException.class);
    assertThat(engine.closed()).isTrue();
  }

  @Test
  void closing_waits_for_the_running_request_and_then_closes_the_engine() throws Exception {
    ScriptedEngine gate = ScriptedEngine.held();
    ScriptedEngine engine = ScriptedEngine.of((batch, control) -> gate.run(batch, control));
    Source source =
        new Source(engine, ROWS, Invariance.FALSE) {
          @Override
          public Settings settings() {
            return new Settings(batching(), 1, Duration.ofSeconds(60), Bounds.NONE, 0);
          }
        };
    Served served = loader.load(source);
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 2), 1, 2)) {
      var answer = served.predictor().predict(TestRequests.of(timer.ticker(), "x", input));
      ScriptedEngine.Run run = gate.nextRun();

      Thread closing = Thread.ofVirtual().start(served.closing());
      assertThat(engine.closed()).isFalse();
      run.echo();

      answer.toCompletableFuture().get(20, TimeUnit.SECONDS).close();
      closing.join();
      assertThat(engine.closed()).isTrue();
    }
  }

  @Test
  void a_canary_asks_the_engine_itself_and_leaves_nothing_behind() throws Exception {
    ScriptedEngine engine = ScriptedEngine.echo();
    Served served = loader.load(new Source(engine, ROWS, Invariance.AUTO));
    int before = engine.calls().size();

    Object answer =
        served
            .vitals()
            .canary()
            .orElseThrow()
            .ask(TestRequests.request(timer.ticker()).build().context())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);

    assertThat(answer).isNotNull();
    assertThat(engine.calls()).hasSize(before + 1);
    assertThat(served.statistics().answered()).isZero();
    served.closing().run();
  }

  @Test
  void a_model_that_answers_no_made_up_input_has_no_canary() throws Exception {
    Served served =
        loader.load(new Source(ScriptedEngine.failing(Fault.INPUT, "no"), ROWS, Invariance.AUTO));

    assertThat(served.vitals().canary()).isEmpty();
    served.closing().run();
  }

  @Test
  void a_run_that_hangs_is_trouble_until_something_is_answered() throws Exception {
    ScriptedEngine gate = ScriptedEngine.held();
    AtomicBoolean holds = new AtomicBoolean();
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) ->
                holds.get() ? gate.run(batch, control) : ScriptedEngine.echoed(batch));
    Served served = loader.load(new Source(engine, ROWS, Invariance.AUTO));
    LoadedModels models = new LoadedModels();
    models.put(new VersionStatus("m", "1", VersionState.READY, "", Optional.of(served)));
    holds.set(true);
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 2), 1, 2)) {
      var answer = served.predictor().predict(TestRequests.of(timer.ticker(), "x", input));
      gate.nextRun();
      assertThat(models.answer()).isTrue();

      timer.advance(Duration.ofSeconds(6));
      Await.until("trouble", () -> !served.vitals().health().trouble().isEmpty());
      assertThat(models.answer()).isFalse();
      gate.nextRun().echo();
      answer.toCompletableFuture().get(20, TimeUnit.SECONDS).close();
      Await.until("counted", () -> served.statistics().answered() == 1);

      new CanaryWatch(models, timer.ticker(), Runnable::run, any -> {}).round();
      assertThat(served.vitals().health().trouble()).isEmpty();
    }
    served.closing().run();
  }

  @Test
  void the_order_of_the_layers_is_pinned() throws Exception {
    Served plain = loader.load(new Source(ScriptedEngine.echo(), ROWS, Invariance.FALSE));
    Served pictures = loader.load(new DecodingSource(ScriptedEngine.echo()));

    assertThat(plain.description().stack())
        .containsExactly("observe", "deadline", "validate", "batcher");
    assertThat(pictures.description().stack())
        .containsExactly("observe", "deadline", "validate", "prepare", "batcher");
    assertThat(pictures.description().clientInputs())
        .containsExactly(new TensorSpec("x", DataType.BYTES, Shape.of(-1)));
    plain.closing().run();
    pictures.closing().run();
  }

  @Test
  void every_refusal_is_counted_even_one_that_a_layer_threw() throws Exception {
    Served served = loader.load(new DecodingSource(ScriptedEngine.echo()));
    try (Tensor wrong = TestTensors.longs(memory.pool(), Shape.of(1), 1);
        Tensor cutOff = TestTensors.strings(memory.pool(), "x")) {
      assertThat(failure(served, wrong)).isInstanceOf(PredictionException.InvalidInput.class);
      assertThat(failure(served, cutOff)).hasMessage("unreadable");
    }
    Await.until("counted", () -> served.statistics().snapshot().fail().count() == 2);
    served.closing().run();
  }

  @Test
  void a_layer_that_throws_is_a_failed_stage_and_leaves_no_alarm() throws Exception {
    Served served = loader.load(new Source(ScriptedEngine.echo(), ROWS, Invariance.FALSE));
    Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 2), 1, 2);
    input.close();

    assertThat(failure(served, input)).isInstanceOf(PredictionException.EngineFailed.class);
    assertThat(timer.waiting()).isZero();
    assertThat(served.statistics().snapshot().fail().count()).isEqualTo(1);
    served.closing().run();
  }

  private PredictionException failure(Served served, Tensor input) {
    return Failures.of(
        served
            .predictor()
            .predict(TestRequests.of(timer.ticker(), "x", input))
            .toCompletableFuture()
            .exceptionNow());
  }

  /** Answers every row with the mean of all rows. */
  private ScriptedEngine mean() {
    return ScriptedEngine.of(
        (batch, control) -> {
          Tensor input = batch.inputs().get("x");
          float[] values = TestTensors.floats(input);
          float sum = 0;
          for (float value : values) {
            sum += value;
          }
          float[] means = new float[values.length];
          Arrays.fill(means, sum / values.length);
          return new BatchResult(
              Map.of("x", TestTensors.floats(memory.pool(), input.shape(), means)));
        });
  }

  private static class Source implements VersionSource {
    private final ScriptedEngine engine;
    private final Signature signature;
    private final Invariance invariance;

    Source(ScriptedEngine engine, Signature signature, Invariance invariance) {
      this.engine = engine;
      this.signature = signature;
      this.invariance = invariance;
    }

    @Override
    public ModelVersion id() {
      return new ModelVersion("m", "1");
    }

    @Override
    public LoadedEngine load() {
      return new LoadedEngine(
          engine, signature, "scripted", "cpu", List.of("from the engine"), Map.of());
    }

    @Override
    public Interpretation interpret(Signature own) throws ModelLoadException {
      return new Interpretation(
          own, Optional.empty(), new OutputMeaning.PlainTensors(), Served.Declared.NOTHING);
    }

    BatchingSettings batching() {
      return new BatchingSettings(10, Duration.ZERO, BatchingSettings.Policy.ADAPTIVE, invariance);
    }

    @Override
    public Settings settings() {
      return new Settings(batching(), 0, Duration.ofSeconds(60), Bounds.NONE, 1);
    }
  }

  private static final class DecodingSource extends Source {
    DecodingSource(ScriptedEngine engine) {
      super(engine, ROWS, Invariance.AUTO);
    }

    @Override
    public Interpretation interpret(Signature own) {
      return new Interpretation(
          own,
          Optional.of(new UnreadableDecoder()),
          new OutputMeaning.PlainTensors(),
          Served.Declared.NOTHING);
    }
  }

  private static final class UnreadableDecoder implements RowDecoder {
    @Override
    public TensorSpec target() {
      return ROWS.inputs().getFirst();
    }

    @Override
    public void check(MemorySegment file) {
      throw new PredictionException.InvalidInput("unreadable");
    }

    @Override
    public PictureFrame decode(MemorySegment file, MemorySegment row) {
      throw new AssertionError("never reached");
    }
  }
}
