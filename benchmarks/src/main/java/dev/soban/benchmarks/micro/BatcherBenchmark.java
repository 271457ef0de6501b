package dev.soban.benchmarks.micro;

import dev.soban.core.batch.BatchPlan;
import dev.soban.core.batch.Batcher;
import dev.soban.core.batch.ComputeSlots;
import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.Engine;
import dev.soban.core.engine.RunControl;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.RequestContext.Caller;
import dev.soban.core.predict.Timings;
import dev.soban.core.schedule.Bounds;
import dev.soban.core.schedule.Scheduler;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Terms;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.core.time.WheelTimer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a batch of ten rows of eight tenants costs: the scheduler's decisions alone, with a thousand
 * requests waiting, and everything from {@code predict} to the answers at home.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class BatcherBenchmark {
  private static final int ROWS = 10;
  private static final int WAITING = 1_000;
  private static final int TENANTS = 8;
  private static final Signature SIGNATURE =
      new Signature(
          List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 4))),
          List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 4))));

  private final Ticker ticker = Ticker.system();
  private final TensorPool pool = new TensorPool(256L << 20, 64L << 20);
  private final WheelTimer timer = new WheelTimer(ticker, 5_000_000).start();
  private final ComputeSlots slots = new ComputeSlots("compute", 1);
  private final ExecutorService home = Executors.newSingleThreadExecutor();
  private final Caller[] callers = new Caller[TENANTS];
  private final CpuMeter meter = new CpuMeter("batch");
  private Batcher batcher;
  private Scheduler<String> scheduler;
  private Tensor row;
  private int asked;

  @Setup
  public void make() {
    for (int i = 0; i < TENANTS; i++) {
      callers[i] = new Caller("tenant-" + i, 0);
    }
    batcher =
        new Batcher(
            new ModelVersion("echo", "1"),
            new EchoEngine(),
            SIGNATURE,
            new BatchPlan(true, BatchingSettings.DEFAULT, 1, Bounds.NONE, 1),
            new Batcher.Surroundings(slots, pool, ticker, timer, (rows, a, c, s) -> meter.add(1)));
    row = Tensor.of(DataType.FP32, Shape.of(1, 4), pool.allocate(16));
    scheduler = new Scheduler<>(BatchingSettings.DEFAULT, 1, Bounds.NONE);
    for (int i = 0; i < WAITING; i++) {
      add();
    }
  }

  @Setup(Level.Iteration)
  public void begin() {
    meter.begin();
  }

  @TearDown(Level.Iteration)
  public void end() {
    meter.end();
  }

  @TearDown
  public void close() {
    batcher.drain().toCompletableFuture().join();
    row.close();
    slots.close();
    timer.close();
    home.shutdownNow();
  }

  @Benchmark
  public List<Slice<String>> schedulerAlone() {
    for (int i = 0; i < ROWS; i++) {
      add();
    }
    List<Slice<String>> batch = scheduler.take(0, ticker.nanos());
    scheduler.ran(ROWS, 1_000);
    meter.add(1);
    return batch;
  }

  private void add() {
    String tenant = callers[asked++ % TENANTS].tenant();
    scheduler.add(
        new Waiting<>(
            "", new Terms("", 1, 16, tenant, 1, Priority.NORMAL, Terms.NO_DEADLINE, null)),
        ticker.nanos());
  }

  /** A hundred rows at once, so that threads seldom wait for one another. */
  @Benchmark
  public void tenBatches() throws InterruptedException {
    CountDownLatch answered = new CountDownLatch(10 * ROWS);
    for (int i = 0; i < 10 * ROWS; i++) {
      var _ =
          batcher
              .predict(request(callers[i % TENANTS]))
              .whenComplete(
                  (response, failure) -> {
                    response.close();
                    answered.countDown();
                  });
    }
    answered.await();
  }

  private InferenceRequest request(Caller caller) {
    long now = ticker.nanos();
    return new InferenceRequest(
        Map.of("x", row),
        List.of(),
        Parameters.NONE,
        new RequestContext(
            "benchmark",
            caller,
            Deadline.after(now, Duration.ofMinutes(1)),
            new Cancellation(),
            home,
            new Timings(now)));
  }

  private static final class EchoEngine implements Engine {
    @Override
    public BatchResult run(Batch batch, RunControl control) {
      Tensor input = batch.inputs().values().iterator().next();
      return new BatchResult(Map.of("x", input.share()));
    }

    @Override
    public void close() {}
  }
}
