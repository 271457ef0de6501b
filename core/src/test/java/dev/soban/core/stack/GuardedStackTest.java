package dev.soban.core.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.admission.AdmissionSettings;
import dev.soban.core.batch.ComputeSlots;
import dev.soban.core.breaker.BreakerSettings;
import dev.soban.core.cache.CacheSettings;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.engine.ScriptedEngine;
import dev.soban.core.fallback.ConstantAnswer;
import dev.soban.core.fallback.FallbackStep;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.observe.ModelStatistics;
import dev.soban.core.observe.Prediction;
import dev.soban.core.observe.PredictionLogging;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.LayerReport;
import dev.soban.core.predict.OtherModels;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.prepare.PrepareLayer;
import dev.soban.core.schedule.Bounds;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTimer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A whole stack with every guard around a scripted engine. */
@Timeout(60)
class GuardedStackTest {
  private static final TensorSpec X = new TensorSpec("x", DataType.FP32, Shape.of(-1, 1));
  private static final Signature ROWS = new Signature(List.of(X), List.of(X));
  private static final BreakerSettings BREAKER =
      new BreakerSettings(
          0.5, null, 1, new BreakerSettings.Window.Calls(10), 2, Duration.ofSeconds(5), 1);

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTimer timer = new ManualTimer();
  private final ComputeSlots slots = new ComputeSlots("compute", 2);
  private final BlockingQueue<Prediction> log = new LinkedBlockingQueue<>();

  @AfterEach
  void closeSlots() {
    slots.close();
  }

  @Test
  void every_guard_has_its_place() throws Exception {
    Served served = load(ScriptedEngine.echo(), every(constant(1, 0)));

    assertThat(served.description().stack())
        .containsExactly(
            "observe",
            "prediction_log",
            "deadline",
            "validate",
            "fallback",
            "admission",
            "breaker",
            "step_timeout",
            "batcher");
    assertThat(served.layers().get())
        .extracting(LayerReport::layer)
        .containsExactly("fallback", "admission", "breaker");
    served.closing().run();
  }

  @Test
  void a_broken_engine_is_stood_in_for_and_then_left_alone() throws Exception {
    ScriptedEngine engine = ScriptedEngine.failing(Fault.ENGINE, "broken");
    Served served = load(engine, every(constant(1, 7)));

    for (int i = 0; i < 5; i++) {
      try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(2, 1), 1, 2);
          InferenceResponse answer = answer(served, input)) {
        assertThat(answer.origin().degraded()).isEqualTo("constant");
        assertThat(TestTensors.floats(answer.outputs().get("x"))).containsExactly(7, 7);
      }
    }

    assertThat(report(served, "breaker").state()).isEqualTo("open");
    assertThat(reading(served, "fallback", "degraded.answers")).isEqualTo(5);
    assertThat(reading(served, "admission", "admission.in.flight")).isZero();
    int runs = engine.calls().size();
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 1), 1)) {
      answer(served, input).close();
    }
    assertThat(engine.calls()).as("no run while open").hasSize(runs);
    assertThat(log.poll(20, TimeUnit.SECONDS).origin().degraded()).isEqualTo("constant");
    served.closing().run();
  }

  @Test
  void an_engine_that_hangs_leaves_time_for_another_answer() throws Exception {
    ScriptedEngine engine = ScriptedEngine.held();
    Served served = load(engine, every(constant(1, 7)));
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 1), 1)) {
      var asked = served.predictor().predict(TestRequests.of(timer.ticker(), "x", input));
      ScriptedEngine.Run run = engine.nextRun();

      timer.advance(Duration.ofMillis(500));

      try (InferenceResponse answer = asked.toCompletableFuture().get(20, TimeUnit.SECONDS)) {
        assertThat(answer.origin().degraded()).isEqualTo("constant");
      }
      assertThat(run.ended()).as("the run that nobody waits for is stopped").isTrue();
      assertThat(reading(served, "breaker", "breaker.failed.calls")).isEqualTo(1);
    }
    served.closing().run();
  }

  @Test
  void an_answer_that_has_expired_stands_in_while_the_engine_is_broken() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) -> {
              if (broken.get()) {
                throw new EngineException(Fault.ENGINE, "broken", null);
              }
              return ScriptedEngine.echoed(batch);
            });
    CacheSettings second =
        new CacheSettings(true, 1L << 20, Duration.ofSeconds(1), false, Optional.empty());
    FallbackStep stale = new FallbackStep.Stale(Duration.ofMinutes(10));
    Served served = load(new Source(engine, second, every(stale)));
    assertThat(served.description().stack())
        .containsSubsequence("fallback", "cache", "admission", "breaker");
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 1), 5)) {
      answer(served, input).close();
      broken.set(true);
      timer.advance(Duration.ofSeconds(2));

      try (InferenceResponse answer = answer(served, input)) {
        assertThat(answer.origin().degraded()).isEqualTo("stale");
        assertThat(TestTensors.floats(answer.outputs().get("x"))).containsExactly(5);
      }
      timer.advance(Duration.ofMinutes(10));
      var tooOld = served.predictor().predict(TestRequests.of(timer.ticker(), "x", input));
      assertThat(tooOld.toCompletableFuture())
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .havingRootCause()
          .withMessageContaining("broken");
    }
    served.closing().run();
  }

  @Test
  void a_wrong_request_stays_wrong_and_counts_against_nobody() throws Exception {
    Served served = load(ScriptedEngine.echo(), every(constant(1, 0)));
    try (Tensor wrong = TestTensors.floats(memory.pool(), Shape.of(1, 2), 1, 2)) {
      var asked = served.predictor().predict(TestRequests.of(timer.ticker(), "x", wrong));

      assertThat(Failures.of(asked.toCompletableFuture().exceptionNow()))
          .isInstanceOf(PredictionException.InvalidInput.class);
    }
    assertThat(reading(served, "breaker", "breaker.calls")).isZero();
    assertThat(log.poll(20, TimeUnit.SECONDS).failure())
        .isInstanceOf(PredictionException.InvalidInput.class);
    served.closing().run();
  }

  @Test
  void a_constant_that_is_no_answer_of_the_model_is_refused_at_load() {
    ScriptedEngine engine = ScriptedEngine.echo();

    assertThatThrownBy(() -> load(engine, every(constant(3, 0))))
        .isInstanceOf(ModelLoadException.class)
        .hasMessage("fallback constant: output x: FP32[3,1] (expected: FP32[1,1])");
    assertThat(engine.closed()).isTrue();
  }

  @Test
  void a_ladder_that_cannot_hold_is_noted_at_load() throws Exception {
    Served served =
        load(
            ScriptedEngine.echo(),
            new GuardSettings(
                null,
                null,
                null,
                List.of(
                    new FallbackStep.Stale(Duration.ofMinutes(1)),
                    new FallbackStep.OtherModel("small", "")),
                null));

    assertThat(served.description().notes())
        .containsExactly(
            "fallback stale: never answers (expected: cache.enabled)",
            "fallback model:small: input x: FP32[-1,1] (expected: x: FP32[-1,9])",
            "fallback model:small: output x: FP32[-1,9] (expected: x: FP32[-1,1])");
    served.closing().run();
  }

  private Served load(ScriptedEngine engine, GuardSettings guards) throws ModelLoadException {
    return load(new Source(engine, CacheSettings.DEFAULT, guards));
  }

  private Served load(Source source) throws ModelLoadException {
    ServingStack.Shared shared =
        new ServingStack.Shared(
            timer.ticker(),
            timer,
            memory.pool(),
            new PrepareLayer.DecodePool(Runnable::run, 1),
            new ServingStack.Outside(new SmallModel(), log::add, () -> 0));
    return new ModelLoader(shared, slots, new ModelStatistics(() -> 1), () -> 1).load(source);
  }

  private static GuardSettings every(FallbackStep step) {
    return new GuardSettings(
        AdmissionSettings.fixed(4),
        BREAKER,
        Duration.ofMillis(500),
        List.of(step),
        PredictionLogging.DEFAULT);
  }

  private static FallbackStep constant(int rows, float value) {
    MemorySegment data = MemorySegment.ofArray(new byte[4 * rows]);
    for (int i = 0; i < rows; i++) {
      data.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, value);
    }
    return new FallbackStep.Constant(
        new ConstantAnswer(
            List.of(new ConstantAnswer.Output("x", DataType.FP32, Shape.of(rows, 1), data))));
  }

  private InferenceResponse answer(Served served, Tensor input) throws Exception {
    return served
        .predictor()
        .predict(TestRequests.of(timer.ticker(), "x", input))
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static LayerReport report(Served served, String layer) {
    return served.layers().get().stream()
        .filter(report -> report.layer().equals(layer))
        .findFirst()
        .orElseThrow();
  }

  private static double reading(Served served, String layer, String name) {
    return report(served, layer).readings().stream()
        .filter(reading -> reading.name().equals(name))
        .mapToDouble(LayerReport.Reading::value)
        .findFirst()
        .orElseThrow();
  }

  private record Source(ScriptedEngine engine, CacheSettings cache, GuardSettings guards)
      implements VersionSource {
    @Override
    public ModelVersion id() {
      return new ModelVersion("m", "1");
    }

    @Override
    public LoadedEngine load() {
      return new LoadedEngine(engine, ROWS, "scripted", "cpu", List.of(), Map.of());
    }

    @Override
    public Interpretation interpret(Signature own) {
      return new Interpretation(
          own, Optional.empty(), new OutputMeaning.PlainTensors(), Served.Declared.NOTHING);
    }

    @Override
    public Settings settings() {
      return new Settings(
          new BatchingSettings(
              10, Duration.ZERO, BatchingSettings.Policy.ADAPTIVE, Invariance.FALSE),
          1,
          Duration.ofSeconds(60),
          new Bounds(10, 1_000, 1 << 20),
          0,
          1,
          cache,
          guards,
          Duration.ZERO);
    }
  }

  /** Takes rows of another width, so that it never fits. */
  private static final class SmallModel implements OtherModels {
    @Override
    public CompletionStage<InferenceResponse> predict(
        String name, String version, InferenceRequest request) {
      return CompletableFuture.failedFuture(new PredictionException.ModelNotReady("small"));
    }

    @Override
    public Optional<Signature> signature(String name, String version) {
      TensorSpec wide = new TensorSpec("x", DataType.FP32, Shape.of(-1, 9));
      return Optional.of(new Signature(List.of(wide), List.of(wide)));
    }
  }
}
