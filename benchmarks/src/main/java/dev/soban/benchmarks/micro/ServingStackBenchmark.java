package dev.soban.benchmarks.micro;

import dev.soban.core.batch.ComputeSlots;
import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.Engine;
import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.engine.RunControl;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.observe.ModelStatistics;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.Timings;
import dev.soban.core.prepare.PrepareLayer;
import dev.soban.core.schedule.Bounds;
import dev.soban.core.stack.ModelLoader;
import dev.soban.core.stack.ServingStack;
import dev.soban.core.stack.VersionSource;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.core.time.WheelTimer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the whole stack costs a request when the engine itself costs nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ServingStackBenchmark {
  private static final int REQUESTS = 64;
  private static final Signature SIGNATURE =
      new Signature(
          List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 4))),
          List.of(new TensorSpec("y", DataType.FP32, Shape.of(-1, 4))));

  private final Ticker ticker = Ticker.system();
  private final TensorPool pool = new TensorPool(256L << 20, 64L << 20);
  private final WheelTimer timer = new WheelTimer(ticker, 5_000_000).start();
  private final ComputeSlots slots = new ComputeSlots("compute", 1);
  private final ExecutorService home = Executors.newSingleThreadExecutor();
  private final CpuMeter meter = new CpuMeter("request");
  private Served served;
  private Tensor row;

  @Setup
  public void load() throws Exception {
    ServingStack.Shared shared =
        new ServingStack.Shared(ticker, timer, pool, new PrepareLayer.DecodePool(Runnable::run, 1));
    served =
        new ModelLoader(shared, slots, new ModelStatistics(System::currentTimeMillis), () -> 0)
            .load(new EchoSource());
    row = Tensor.of(DataType.FP32, Shape.of(1, 4), pool.allocate(16));
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
    served.closing().run();
    row.close();
    slots.close();
    timer.close();
    home.shutdownNow();
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void sixtyFourAtOnce() throws InterruptedException {
    CountDownLatch answered = new CountDownLatch(REQUESTS);
    for (int i = 0; i < REQUESTS; i++) {
      served
          .predictor()
          .predict(request())
          .whenComplete(
              (response, failure) -> {
                response.close();
                answered.countDown();
              });
    }
    answered.await();
    meter.add(REQUESTS);
  }

  private InferenceRequest request() {
    long now = ticker.nanos();
    return new InferenceRequest(
        Map.of("x", row),
        List.of(),
        Parameters.NONE,
        new RequestContext(
            "benchmark",
            RequestContext.Caller.ANONYMOUS,
            Deadline.after(now, Duration.ofMinutes(1)),
            new Cancellation(),
            home,
            new Timings(now)));
  }

  /** A model whose engine hands its input back. */
  private static final class EchoSource implements VersionSource {
    @Override
    public ModelVersion id() {
      return new ModelVersion("echo", "1");
    }

    @Override
    public LoadedEngine load() {
      return new LoadedEngine(new EchoEngine(), SIGNATURE, "echo", "cpu", List.of(), Map.of());
    }

    @Override
    public Interpretation interpret(Signature signature) {
      return new Interpretation(
          signature, Optional.empty(), new OutputMeaning.PlainTensors(), Served.Declared.NOTHING);
    }

    @Override
    public Settings settings() {
      return new Settings(BatchingSettings.DEFAULT, 1, Duration.ofMinutes(1), Bounds.NONE, 1);
    }
  }

  private static final class EchoEngine implements Engine {
    @Override
    public BatchResult run(Batch batch, RunControl control) {
      Tensor input = batch.inputs().values().iterator().next();
      return new BatchResult(Map.of("y", input.share()));
    }

    @Override
    public void close() {}
  }
}
