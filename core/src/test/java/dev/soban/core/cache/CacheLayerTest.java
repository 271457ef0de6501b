package dev.soban.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Origin;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionCache;
import dev.soban.core.predict.PredictionException.EngineFailed;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CacheLayerTest {
  private static final Duration TTL = Duration.ofMinutes(1);
  private static final int LARGE_BYTES = 256 << 10;

  @RegisterExtension final HeldSlabs memory = new HeldSlabs(new TensorPool(16L << 20, 4L << 20));
  private final ManualTicker ticker = new ManualTicker();
  private final List<CacheLayer> caches = new ArrayList<>();

  @AfterEach
  void closeCaches() {
    caches.forEach(CacheLayer::close);
  }

  private CacheLayer cache(CacheSettings settings) {
    return cache(settings, Duration.ZERO);
  }

  private CacheLayer cache(CacheSettings settings, Duration staleFor) {
    CacheLayer cache = new CacheLayer(settings, staleFor, memory.pool(), ticker);
    caches.add(cache);
    return cache;
  }

  private static CacheSettings settings(long maxBytes, Duration ttl, boolean acrossTenants) {
    return new CacheSettings(true, maxBytes, ttl, acrossTenants, Optional.empty());
  }

  private static CacheSettings large() {
    return settings(1L << 20, Duration.ZERO, false);
  }

  /** Asks with one row of the value and closes what came; the answer's use of the cache. */
  private CacheUse ask(Predictor predictor, float value) {
    return ask(predictor, value, request -> request);
  }

  private CacheUse ask(Predictor predictor, float value, UnaryOperator<TestRequests> change) {
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 1), value)) {
      InferenceRequest request =
          change.apply(TestRequests.request(ticker).input("x", input)).build();
      try (InferenceResponse response = predictor.predict(request).toCompletableFuture().join()) {
        assertThat(TestTensors.floats(response.outputs().get("x"))).containsExactly(value);
        return response.origin().cache();
      }
    }
  }

  @Test
  void an_equal_request_gets_the_kept_answer_at_once() {
    ScriptedPredictor engine = ScriptedPredictor.echo();
    CacheLayer cache = cache(large());
    Predictor predictor = cache.around(engine);

    assertThat(ask(predictor, 1)).isEqualTo(CacheUse.MISS);
    assertThat(ask(predictor, 1)).isEqualTo(CacheUse.HIT);
    assertThat(ask(predictor, 2)).isEqualTo(CacheUse.MISS);

    assertThat(engine.runs()).isEqualTo(2);
    assertThat(cache.counts().hits()).isEqualTo(1);
    assertThat(cache.counts().misses()).isEqualTo(2);
    assertThat(cache.counts().entries()).isEqualTo(2);
    assertThat(cache.counts().bytes()).isPositive();
  }

  @Test
  void parameters_that_say_when_and_how_but_not_what_do_not_matter() {
    ScriptedPredictor engine = ScriptedPredictor.echo();
    Predictor predictor = cache(large()).around(engine);
    ask(predictor, 1);

    CacheUse use =
        ask(
            predictor,
            1,
            request ->
                request
                    .parameter("timeout", 5_000L)
                    .parameter("priority", 1L)
                    .parameter("keep_latest", "camera")
                    .parameter("binary_data_output", true)
                    .parameter("cache", true));

    assertThat(use).isEqualTo(CacheUse.HIT);
  }

  @Test
  void a_request_may_ask_past_the_cache() {
    ScriptedPredictor engine = ScriptedPredictor.echo();
    CacheLayer cache = cache(large());
    Predictor predictor = cache.around(engine);
    ask(predictor, 1);

    assertThat(ask(predictor, 1, request -> request.parameter("cache", false)))
        .isEqualTo(CacheUse.NONE);
    assertThat(ask(predictor, 2, request -> request.parameter("cache", false)))
        .isEqualTo(CacheUse.NONE);

    assertThat(engine.runs()).isEqualTo(3);
    assertThat(cache.counts().entries()).isEqualTo(1);
    assertThatThrownBy(() -> ask(predictor, 1, request -> request.parameter("cache", "no")))
        .isInstanceOf(InvalidInput.class)
        .hasMessage("parameters.cache: no (expected: true or false)");
  }

  @Test
  void a_tenant_never_gets_what_another_ones_request_made() {
    ScriptedPredictor engine = ScriptedPredictor.echo();
    Predictor predictor = cache(large()).around(engine);
    ask(predictor, 1, request -> request.caller("one", 0));

    assertThat(ask(predictor, 1, request -> request.caller("two", 0))).isEqualTo(CacheUse.MISS);
    assertThat(ask(predictor, 1, request -> request.caller("one", 0))).isEqualTo(CacheUse.HIT);
  }

  @Test
  void tenants_share_answers_when_the_model_says_so() {
    Predictor predictor =
        cache(settings(1L << 20, Duration.ZERO, true)).around(ScriptedPredictor.echo());
    ask(predictor, 1, request -> request.caller("one", 0));

    assertThat(ask(predictor, 1, request -> request.caller("two", 0))).isEqualTo(CacheUse.HIT);
  }

  @Test
  void everybody_gets_what_the_operator_asked_beforehand() {
    Predictor predictor = cache(large()).around(ScriptedPredictor.echo());
    ask(predictor, 1, request -> request.caller(PredictionCache.EVERYONE, 3));

    assertThat(ask(predictor, 1, request -> request.caller("two", 0))).isEqualTo(CacheUse.HIT);
    assertThat(ask(predictor, 2, request -> request.caller("two", 0))).isEqualTo(CacheUse.MISS);
    assertThat(ask(predictor, 2, request -> request.caller("three", 0))).isEqualTo(CacheUse.MISS);
  }

  @Test
  void an_answer_is_good_until_its_time_is_up() {
    CacheLayer cache = cache(settings(1L << 20, TTL, false));
    Predictor predictor = cache.around(ScriptedPredictor.echo());
    ask(predictor, 1);

    ticker.advance(TTL.minusMillis(1));
    assertThat(ask(predictor, 1)).isEqualTo(CacheUse.HIT);
    ticker.advance(Duration.ofMillis(1));
    assertThat(ask(predictor, 1)).isEqualTo(CacheUse.MISS);
    assertThat(ask(predictor, 1)).isEqualTo(CacheUse.HIT);
    ticker.advance(TTL);
    assertThat(cache.counts().entries()).isZero();
    assertThat(cache.counts().expired()).isPositive();
  }

  @Test
  void an_expired_answer_is_there_for_whoever_falls_back_on_it() {
    CacheLayer cache = cache(settings(1L << 20, TTL, false), TTL.multipliedBy(10));
    Predictor predictor = cache.around(ScriptedPredictor.echo());
    ask(predictor, 1);
    ticker.advance(TTL);

    assertThat(stale(cache, TTL)).isFalse();
    assertThat(stale(cache, TTL.multipliedBy(2))).isTrue();
    assertThat(cache.counts().hits()).isZero();
    assertThat(ask(predictor, 1)).isEqualTo(CacheUse.MISS);
    ticker.advance(TTL.multipliedBy(10));
    assertThat(stale(cache, TTL.multipliedBy(100))).isFalse();
  }

  private boolean stale(CacheLayer cache, Duration maxAge) {
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 1), 1);
        InferenceResponse response = cache.stale(TestRequests.of(ticker, "x", input), maxAge)) {
      return response != null;
    }
  }

  @Test
  void a_degraded_answer_is_not_kept() {
    ScriptedPredictor engine = ScriptedPredictor.held();
    CacheLayer cache = cache(large());
    Predictor predictor = cache.around(engine);
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 1), 1)) {
      CompletableFuture<InferenceResponse> answer =
          predictor.predict(TestRequests.of(ticker, "x", input)).toCompletableFuture();
      engine.run(0).echo(Origin.ENGINE.degradedTo("constant"));
      answer.join().close();
    }

    assertThat(cache.counts().entries()).isZero();
  }

  @Test
  void a_failed_run_is_not_kept() {
    ScriptedPredictor engine = ScriptedPredictor.held();
    CacheLayer cache = cache(large());
    Predictor predictor = cache.around(engine);
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 1), 1)) {
      CompletableFuture<InferenceResponse> failing =
          predictor.predict(TestRequests.of(ticker, "x", input)).toCompletableFuture();
      engine.run(0).fail(new EngineFailed("broke", null));
      CompletableFuture<InferenceResponse> again =
          predictor.predict(TestRequests.of(ticker, "x", input)).toCompletableFuture();
      engine.run(1).echo();

      assertThat(failing.exceptionNow()).hasMessage("broke");
      assertThat(again.join().origin().cache()).isEqualTo(CacheUse.MISS);
      again.join().close();
    }
  }

  @Test
  void what_is_kept_stays_within_its_bound_and_what_leaves_is_let_go_of() {
    long bound = 64L << 10;
    CacheLayer cache = cache(settings(bound, Duration.ZERO, false));
    Predictor predictor = cache.around(ScriptedPredictor.echo());

    for (int i = 0; i < 1_000; i++) {
      ask(predictor, i);
    }

    PredictionCache.Counts counts = cache.counts();
    assertThat(counts.bytes()).isLessThanOrEqualTo(bound).isGreaterThan(bound / 2);
    assertThat(counts.crowdedOut()).isEqualTo(1_000 - counts.entries());
    // An echo's question and answer are two holders of one piece of memory.
    assertThat(memory.pool().heldSlabs()).isEqualTo(counts.entries());
  }

  @Test
  void an_answer_that_would_push_too_many_others_out_is_not_kept() {
    CacheLayer cache = cache(settings(8 << 10, Duration.ZERO, false));
    Predictor predictor = cache.around(ScriptedPredictor.echo());
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(256), new float[256])) {
      predictor.predict(TestRequests.of(ticker, "x", input)).toCompletableFuture().join().close();
    }

    assertThat(cache.counts().entries()).isZero();
  }

  @Test
  void clearing_lets_go_of_everything_and_the_next_request_runs() {
    ScriptedPredictor engine = ScriptedPredictor.echo();
    CacheLayer cache = cache(large());
    Predictor predictor = cache.around(engine);
    ask(predictor, 1);
    ask(predictor, 2);

    assertThat(cache.clear()).isEqualTo(2);

    assertThat(memory.pool().heldSlabs()).isZero();
    assertThat(ask(predictor, 1)).isEqualTo(CacheUse.MISS);
  }

  @Test
  void an_answer_that_arrives_after_the_end_is_not_kept() {
    ScriptedPredictor engine = ScriptedPredictor.held();
    CacheLayer cache = cache(large());
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 1), 1)) {
      CompletableFuture<InferenceResponse> answer =
          cache.around(engine).predict(TestRequests.of(ticker, "x", input)).toCompletableFuture();
      cache.close();
      engine.run(0).echo();
      answer.join().close();
    }

    memory.assertNoneHeld();
  }

  @Test
  void a_row_cut_from_a_batch_does_not_keep_the_batch_in_memory() {
    ScriptedPredictor engine = ScriptedPredictor.held();
    CacheLayer cache = cache(large());
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(1, 1), 1);
        Tensor batch = TestTensors.floats(memory.pool(), Shape.of(1_000, 1), new float[1_000])) {
      CompletableFuture<InferenceResponse> answer =
          cache.around(engine).predict(TestRequests.of(ticker, "x", input)).toCompletableFuture();
      engine
          .run(0)
          .answer(
              new InferenceResponse(
                  new ModelVersion("m", "1"), Map.of("y", batch.rows(7, 1)), Parameters.NONE));
      answer.join().close();
    }

    assertThat(cache.counts().bytes()).isLessThan(1_000);
  }

  @Test
  void a_full_cache_gives_memory_back_to_requests_that_need_it() {
    CacheLayer cache = cache(settings(16L << 20, Duration.ZERO, false));
    Predictor predictor = cache.around(ScriptedPredictor.echo());
    for (int i = 0; i < 15; i++) {
      keepLarge(predictor, i);
    }
    assertThat(cache.counts().entries()).isEqualTo(15);

    List<Slab> held = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      held.add(memory.pool().allocate(LARGE_BYTES));
    }

    assertThat(cache.counts().entries()).isLessThan(15);
    assertThat(cache.counts().reclaimed()).isPositive();
    held.forEach(Slab::release);
  }

  private void keepLarge(Predictor predictor, float value) {
    float[] values = new float[LARGE_BYTES / Float.BYTES];
    values[0] = value;
    try (Tensor input = TestTensors.floats(memory.pool(), Shape.of(values.length), values)) {
      predictor.predict(TestRequests.of(ticker, "x", input)).toCompletableFuture().join().close();
    }
  }
}
