package dev.soban.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Cancelled;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Equal requests at the same time share one run. */
class FlightTest {
  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTicker ticker = new ManualTicker();
  private final ScriptedPredictor engine = ScriptedPredictor.held();
  private CacheLayer cache;
  private Predictor predictor;
  private Tensor input;

  @BeforeEach
  void makeCache() {
    cache =
        new CacheLayer(
            new CacheSettings(true, 1L << 20, Duration.ZERO, false, Optional.empty()),
            Duration.ZERO,
            memory.pool(),
            ticker);
    predictor = cache.around(engine);
    input = TestTensors.floats(memory.pool(), Shape.of(1, 1), 1);
  }

  @AfterEach
  void close() {
    input.close();
    cache.close();
  }

  private CompletableFuture<InferenceResponse> ask() {
    return ask(request -> request);
  }

  private CompletableFuture<InferenceResponse> ask(UnaryOperator<TestRequests> change) {
    InferenceRequest request = change.apply(TestRequests.request(ticker).input("x", input)).build();
    return predictor.predict(request).toCompletableFuture();
  }

  private CacheUse used(CompletableFuture<InferenceResponse> answer) {
    try (InferenceResponse response = answer.join()) {
      assertThat(TestTensors.floats(response.outputs().get("x"))).containsExactly(1);
      return response.origin().cache();
    }
  }

  @Test
  void equal_requests_share_one_run_and_each_gets_tensors_of_its_own() {
    CompletableFuture<InferenceResponse> leader = ask();
    CompletableFuture<InferenceResponse> follower = ask();
    assertThat(engine.runs()).isEqualTo(1);

    engine.run(0).echo();

    leader.join().close();
    assertThat(leader.join().origin().cache()).isEqualTo(CacheUse.MISS);
    assertThat(used(follower)).isEqualTo(CacheUse.JOINED);
    assertThat(cache.counts().joined()).isEqualTo(1);
    assertThat(cache.counts().misses()).isEqualTo(1);
  }

  @Test
  void each_is_answered_at_its_own_home() {
    ManualHome home = new ManualHome();
    CompletableFuture<InferenceResponse> leader = ask();
    CompletableFuture<InferenceResponse> follower = ask(request -> request.home(home));

    engine.run(0).echo();

    assertThat(leader).isCompleted();
    assertThat(follower).isNotCompleted();
    home.runAll();
    assertThat(used(leader)).isEqualTo(CacheUse.MISS);
    assertThat(used(follower)).isEqualTo(CacheUse.JOINED);
  }

  @Test
  void the_run_goes_by_the_leaders_id_and_home_but_not_by_its_cancellation() {
    Cancellation cancellation = new Cancellation();
    ManualHome home = new ManualHome();
    CompletableFuture<InferenceResponse> leader =
        ask(request -> request.id("a").home(home).cancellation(cancellation).caller("t", 1));

    InferenceRequest fill = engine.run(0).request();

    assertThat(fill.context().id()).isEqualTo("a");
    assertThat(fill.context().home()).isSameAs(home);
    assertThat(fill.context().caller().priority()).isEqualTo(1);
    assertThat(fill.context().caller().tenant()).isEqualTo("t");
    assertThat(fill.context().cancellation()).isNotSameAs(cancellation);
    engine.run(0).echo();
    assertThat(used(leader)).isEqualTo(CacheUse.MISS);
  }

  @Test
  void a_leader_that_goes_away_does_not_harm_its_followers() {
    Cancellation cancellation = new Cancellation();
    CompletableFuture<InferenceResponse> leader =
        ask(request -> request.cancellation(cancellation));
    CompletableFuture<InferenceResponse> follower = ask();

    cancellation.cancel(new Cancelled("gone"));

    assertThat(leader.exceptionNow()).hasMessage("gone");
    assertThat(engine.run(0).cancelled()).isFalse();
    engine.run(0).echo();
    assertThat(used(follower)).isEqualTo(CacheUse.JOINED);
  }

  @Test
  void the_run_ends_when_the_last_follower_left_and_the_next_request_runs_anew() {
    Cancellation first = new Cancellation();
    Cancellation second = new Cancellation();
    CompletableFuture<InferenceResponse> leader = ask(request -> request.cancellation(first));
    CompletableFuture<InferenceResponse> follower = ask(request -> request.cancellation(second));

    first.cancel(new Cancelled("gone"));
    assertThat(engine.run(0).cancelled()).isFalse();
    second.cancel(new Cancelled("gone too"));
    assertThat(engine.run(0).cancelled()).isTrue();

    assertThat(leader.exceptionNow()).hasMessage("gone");
    assertThat(follower.exceptionNow()).hasMessage("gone too");
    CompletableFuture<InferenceResponse> next = ask();
    engine.run(1).echo();
    assertThat(used(next)).isEqualTo(CacheUse.MISS);
  }

  @Test
  void a_request_that_nobody_waits_for_never_runs() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel(new Cancelled("gone"));

    assertThat(ask(request -> request.cancellation(cancellation)).exceptionNow())
        .hasMessage("gone");
    assertThat(engine.runs()).isZero();
    CompletableFuture<InferenceResponse> next = ask();
    engine.run(0).echo();
    assertThat(used(next)).isEqualTo(CacheUse.MISS);
  }

  @Test
  void a_refusal_is_everybodys() {
    CompletableFuture<InferenceResponse> leader = ask();
    CompletableFuture<InferenceResponse> follower = ask();

    engine.run(0).fail(new Overloaded("full", Duration.ofSeconds(1)));

    assertThat(leader.exceptionNow()).isInstanceOf(Overloaded.class);
    assertThat(follower.exceptionNow()).isSameAs(leader.exceptionNow());
    CompletableFuture<InferenceResponse> next = ask();
    engine.run(1).echo();
    assertThat(used(next)).isEqualTo(CacheUse.MISS);
  }

  @Test
  void a_deadline_of_the_leader_lets_those_with_more_time_run_again() {
    CompletableFuture<InferenceResponse> leader =
        ask(request -> request.timeout(Duration.ofMillis(20)));
    CompletableFuture<InferenceResponse> hurried =
        ask(request -> request.timeout(Duration.ofMillis(20)));
    CompletableFuture<InferenceResponse> patient =
        ask(request -> request.timeout(Duration.ofSeconds(1)));
    assertThat(engine.run(0).request().context().deadline().timeout())
        .isEqualTo(Duration.ofMillis(20));

    engine.run(0).fail(new DeadlineExceeded("late"));

    assertThat(leader.exceptionNow()).isInstanceOf(DeadlineExceeded.class);
    assertThat(hurried.exceptionNow()).isInstanceOf(DeadlineExceeded.class);
    assertThat(patient).isNotCompleted();
    assertThat(engine.run(1).request().context().deadline().timeout())
        .isEqualTo(Duration.ofSeconds(1));
    CompletableFuture<InferenceResponse> later = ask();
    engine.run(1).echo();
    assertThat(used(patient)).isEqualTo(CacheUse.JOINED);
    assertThat(used(later)).isEqualTo(CacheUse.JOINED);
    assertThat(engine.runs()).isEqualTo(2);
  }

  @Test
  void a_request_that_a_newer_one_may_push_out_runs_by_itself() {
    CompletableFuture<InferenceResponse> frame =
        ask(request -> request.parameter("keep_latest", "camera"));
    CompletableFuture<InferenceResponse> same = ask();

    engine.run(0).fail(new PredictionException.Conflict("superseded"));
    engine.run(1).echo();

    assertThat(frame.exceptionNow()).hasMessage("superseded");
    assertThat(used(same)).isEqualTo(CacheUse.MISS);
  }

  @Test
  void the_run_keeps_its_inputs_when_the_leader_lets_go_of_them() {
    Cancellation cancellation = new Cancellation();
    Tensor own = TestTensors.floats(memory.pool(), Shape.of(1, 1), 1);
    CompletableFuture<InferenceResponse> leader =
        predictor
            .predict(
                TestRequests.request(ticker).input("x", own).cancellation(cancellation).build())
            .toCompletableFuture();
    CompletableFuture<InferenceResponse> follower = ask();

    cancellation.cancel(new Cancelled("gone"));
    own.close();
    engine.run(0).echo();

    assertThat(leader).isCompletedExceptionally();
    assertThat(used(follower)).isEqualTo(CacheUse.JOINED);
  }

  @Test
  void a_layer_below_that_throws_fails_the_request_and_holds_nothing() {
    predictor =
        cache.around(
            request -> {
              throw new IllegalStateException("broke");
            });

    assertThat(ask().exceptionNow()).hasMessageContaining("broke");
  }

  /** Runs what is posted when the test says so. */
  private static final class ManualHome implements Executor {
    private final Queue<Runnable> posted = new ArrayDeque<>();

    @Override
    public void execute(Runnable command) {
      posted.add(command);
    }

    void runAll() {
      while (!posted.isEmpty()) {
        posted.remove().run();
      }
    }
  }
}
