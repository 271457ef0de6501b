package dev.soban.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.engine.RunControl;
import dev.soban.core.engine.ScriptedEngine;
import dev.soban.core.engine.WorkloadReport;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.RequestContext.Caller;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/**
 * Random requests, cancellations, failures and hangs against a batcher: whatever happens, each
 * request ends once, with its own rows in order or with a failure that has a reason, and nothing
 * stays behind. The engine answers each value with its negative; requests of two widths never mix.
 */
class BatcherPropertyTest {
  private static final int MAX_ROWS = 4;
  private static final Duration HUNG = Duration.ofSeconds(5);

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void every_request_ends_once_with_its_own_rows(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 2) int instances,
      @ForAll Policy policy,
      @ForAll boolean merges,
      @ForAll boolean delays,
      @ForAll boolean hangs) {
    new Session(
            new Random(seed),
            TestPlans.plan(merges, MAX_ROWS, delays ? 1_000_000 : 0, policy, instances, 20),
            hangs)
        .play();
  }

  /** One random life of a batcher. */
  private static final class Session {
    private final Random random;
    private final BatchPlan plan;
    private final boolean hangs;
    private final AtomicInteger runs = new AtomicInteger();
    private final int hangEvery;
    private final HeldSlabs memory = new HeldSlabs();
    private final ManualTimer timer = new ManualTimer();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private long nextValue = 1;

    Session(Random random, BatchPlan plan, boolean hangs) {
      this.random = random;
      this.plan = plan;
      this.hangs = hangs;
      this.hangEvery = 2 + random.nextInt(6);
    }

    void play() {
      TensorSpec spec = new TensorSpec("x", DataType.INT64, Shape.of(-1, -1));
      ScriptedEngine engine = ScriptedEngine.of(this::run);
      try (ComputeSlots slots = new ComputeSlots("random", 2)) {
        Batcher batcher =
            new Batcher(
                new ModelVersion("m", "1"),
                engine,
                new Signature(List.of(spec), List.of(spec)),
                plan,
                new Batcher.Surroundings(
                    slots, memory.pool(), timer.ticker(), timer, (rows, a, c, s) -> {}));
        for (int i = 0; i < 40; i++) {
          act(batcher);
        }
        var quiet = batcher.drain().thenCompose(done -> batcher.quiet()).toCompletableFuture();
        Await.until(
            "drained and quiet",
            () -> {
              timer.advance(HUNG);
              return quiet.isDone();
            });
        asked.forEach(Asked::check);
        WorkloadReport report = batcher.report();
        assertThat(report.waiting()).isEqualTo(new WorkloadReport.Waiting(0, 0, 0));
        assertThat(report.running()).isZero();
        assertThat(report.hung().lost()).isZero();
        assertThat(slots.beats()).hasSizeLessThanOrEqualTo(2);
      }
      assertThat(violations).isEmpty();
      memory.assertNoneHeld();
    }

    private void act(Batcher batcher) {
      switch (random.nextInt(7)) {
        case 0 -> timer.advanceNanos(random.nextInt(2_000_000));
        case 2 -> timer.advance(hangs && random.nextBoolean() ? HUNG : Duration.ZERO);
        case 1 -> {
          if (!asked.isEmpty()) {
            asked
                .get(random.nextInt(asked.size()))
                .cancellation
                .cancel(new PredictionException.Cancelled("gone"));
          }
        }
        default -> asked.add(ask(batcher));
      }
    }

    private Asked ask(Batcher batcher) {
      long width = 1L + random.nextInt(2);
      long rows = random.nextInt(8) == 0 ? 11L : 1L + random.nextInt(3);
      long[] values = LongStream.range(nextValue, nextValue + rows * width).toArray();
      nextValue += rows * width;
      if (random.nextInt(10) == 0) {
        values[random.nextInt(values.length)] = 0;
      }
      boolean hasty = random.nextInt(10) == 0;
      boolean latest = random.nextInt(10) == 0;
      Asked next = new Asked(values, hasty, latest);
      try (Tensor input = TestTensors.longs(memory.pool(), Shape.of(rows, width), values)) {
        TestRequests request =
            TestRequests.request(timer.ticker())
                .input("x", input)
                .caller(new Caller("tenant-" + random.nextInt(3), random.nextInt(4)))
                .timeout(hasty ? Duration.ofMillis(1) : Duration.ofDays(1))
                .cancellation(next.cancellation);
        if (latest) {
          request.parameter("keep_latest", "camera");
        }
        var _ = batcher.predict(request.build()).whenComplete(next::ended);
      }
      return next;
    }

    private BatchResult run(Batch batch, RunControl control) throws EngineException {
      if (hangs && runs.incrementAndGet() % hangEvery == 0) {
        CountDownLatch stopped = new CountDownLatch(1);
        control.onAbandoned(stopped::countDown);
        awaitStop(stopped);
      }
      Tensor input = batch.inputs().get("x");
      long rows = batch.ranges().stream().mapToLong(Batch.RowRange::count).sum();
      if (plan.merges() && rows > MAX_ROWS) {
        violations.add(rows + " rows in one run");
      }
      if (plan.merges() && input.shape().dim(0) != rows) {
        violations.add("ranges and rows disagree");
      }
      long[] values = TestTensors.longs(input);
      if (Arrays.stream(values).anyMatch(value -> value == 0)) {
        throw new EngineException(Fault.INPUT, "zero", null);
      }
      if (values[0] % 17 == 0) {
        throw new IllegalStateException("broken on purpose");
      }
      long[] negated = Arrays.stream(values).map(value -> -value).toArray();
      return new BatchResult(Map.of("x", TestTensors.longs(memory.pool(), input.shape(), negated)));
    }
  }

  private static void awaitStop(CountDownLatch stopped) {
    try {
      if (!stopped.await(Await.LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody stopped the hung run");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One request and how it ended. */
  private static final class Asked {
    private final long[] values;
    private final boolean hasty;
    private final boolean latest;
    private final Cancellation cancellation = new Cancellation();
    private final AtomicInteger ends = new AtomicInteger();
    private volatile long[] answer;
    private volatile Throwable failure;

    Asked(long[] values, boolean hasty, boolean latest) {
      this.values = values;
      this.hasty = hasty;
      this.latest = latest;
    }

    void ended(InferenceResponse response, Throwable thrown) {
      if (thrown == null) {
        answer = TestTensors.longs(response.outputs().get("x"));
        response.close();
      }
      failure = thrown;
      ends.incrementAndGet();
    }

    void check() {
      Await.until("the request ended", () -> ends.get() > 0);
      assertThat(ends.get()).isEqualTo(1);
      if (failure == null) {
        assertThat(answer).containsExactly(Arrays.stream(values).map(v -> -v).toArray());
      } else {
        assertThat(failure).isInstanceOf(PredictionException.class);
        boolean expired = hasty && failure instanceof PredictionException.DeadlineExceeded;
        boolean superseded = latest && failure instanceof PredictionException.Conflict;
        boolean hungTwice = String.valueOf(failure.getMessage()).contains("twice");
        boolean wrong = Arrays.stream(values).anyMatch(v -> v == 0);
        boolean brokenOnPurpose = Arrays.stream(values).anyMatch(v -> v % 17 == 0);
        boolean refused = failure instanceof PredictionException.Overloaded;
        boolean ended = expired || superseded || hungTwice || cancellation.cancelled();
        assertThat(wrong || brokenOnPurpose || refused || ended)
            .as("failed without a reason: %s", failure)
            .isTrue();
      }
    }
  }
}
