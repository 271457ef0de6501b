package dev.soban.core.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.batch.ComputeSlots;
import dev.soban.core.cache.CacheSettings;
import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.engine.ScriptedEngine;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.observe.ModelStatistics;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.core.predict.PredictionCache;
import dev.soban.core.predict.PredictionException.Cancelled;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.prepare.PrepareLayer;
import dev.soban.core.schedule.Bounds;
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
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A model with a cache, from the top of its stack to the engine, asked by many at once. */
@Timeout(120)
class CachedModelTest {
  private static final int CALLERS = 8;

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTimer timer = new ManualTimer();
  private final ComputeSlots slots = new ComputeSlots("compute", 2);
  private final ScriptedEngine engine = ScriptedEngine.echo();
  private Served served;

  @BeforeEach
  void load() throws Exception {
    served =
        new ModelLoader(
                new ServingStack.Shared(
                    timer.ticker(),
                    timer,
                    memory.pool(),
                    new PrepareLayer.DecodePool(Runnable::run, 1)),
                slots,
                new ModelStatistics(() -> 42L),
                () -> 42L)
            .load(new Source());
  }

  @AfterEach
  void unload() {
    served.closing().run();
    slots.close();
  }

  @Test
  void the_cache_stands_below_validation_and_above_the_batcher() {
    assertThat(served.description().stack())
        .containsExactly("observe", "deadline", "validate", "cache", "batcher");
  }

  @Test
  void what_many_ask_at_once_runs_once() throws Exception {
    for (int round = 0; round < 200; round++) {
      int before = engine.calls().size();
      float value = round;

      List<CacheUse> uses = atOnce(caller -> ask(value));

      assertThat(engine.calls()).hasSize(before + 1);
      assertThat(uses).containsOnlyOnce(CacheUse.MISS).doesNotContain(CacheUse.NONE);
    }
    PredictionCache.Counts counts = served.cache().orElseThrow().counts();
    assertThat(counts.misses()).isEqualTo(200);
    assertThat(counts.hits() + counts.joined()).isEqualTo(200 * (CALLERS - 1));
    assertThat(served.statistics().snapshot().compute().computeInfer().count()).isEqualTo(200);
  }

  @Test
  void those_who_go_away_at_any_moment_harm_nobody_and_leave_nothing_behind() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 300; round++) {
      float value = random.nextInt(20);
      int leaving = random.nextInt();
      if (round % 10 == 0) {
        served.cache().orElseThrow().clear();
      }
      List<CacheUse> uses =
          atOnce(caller -> (leaving >> caller & 1) == 1 ? leave(value) : ask(value));

      assertThat(uses).hasSize(CALLERS);
    }
    served.cache().orElseThrow().clear();
    Await.until("nothing is held", () -> memory.pool().heldSlabs() == 0);
  }

  /** What one of those who ask at once does. */
  private interface Caller {
    CacheUse ask(int index) throws Exception;
  }

  private List<CacheUse> atOnce(Caller call) throws Exception {
    List<Future<CacheUse>> futures = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        futures.add(callers.submit(() -> call.ask(caller)));
      }
    }
    List<CacheUse> uses = new ArrayList<>();
    for (Future<CacheUse> future : futures) {
      uses.add(future.get());
    }
    return uses;
  }

  private CacheUse ask(float value) throws Exception {
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 2), value, value)) {
      return use(predict(input, new Cancellation()), value);
    }
  }

  /** Asks and goes away; the answer may have been faster. */
  private CacheUse leave(float value) throws Exception {
    Cancellation cancellation = new Cancellation();
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 2), value, value)) {
      CompletableFuture<InferenceResponse> answer = predict(input, cancellation);
      cancellation.cancel(new Cancelled("gone"));
      return use(answer, value);
    } catch (ExecutionException failed) {
      assertThat(failed).hasCauseInstanceOf(Cancelled.class);
      return CacheUse.NONE;
    }
  }

  private static CacheUse use(CompletableFuture<InferenceResponse> answer, float value)
      throws Exception {
    try (InferenceResponse response = answer.get(Await.LIMIT_SECONDS, TimeUnit.SECONDS)) {
      assertThat(TestTensors.floats(response.outputs().get("x"))).containsExactly(value, value);
      return response.origin().cache();
    }
  }

  private CompletableFuture<InferenceResponse> predict(Tensor input, Cancellation cancellation) {
    InferenceRequest request =
        TestRequests.request(timer.ticker()).input("x", input).cancellation(cancellation).build();
    return served.predictor().predict(request).toCompletableFuture();
  }

  private final class Source implements VersionSource {
    private static final TensorSpec X = new TensorSpec("x", DataType.FP32, Shape.of(-1, 2));

    @Override
    public ModelVersion id() {
      return new ModelVersion("m", "1");
    }

    @Override
    public LoadedEngine load() {
      return new LoadedEngine(
          engine, new Signature(List.of(X), List.of(X)), "scripted", "cpu", List.of(), Map.of());
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
              10,
              Duration.ZERO,
              BatchingSettings.Policy.ADAPTIVE,
              BatchingSettings.Invariance.TRUE),
          2,
          Duration.ofSeconds(60),
          new Bounds(1_000, Long.MAX_VALUE, Long.MAX_VALUE),
          0,
          1,
          new CacheSettings(true, 1L << 20, Duration.ZERO, false, Optional.empty()),
          GuardSettings.NONE,
          Duration.ZERO);
    }
  }
}
