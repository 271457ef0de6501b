package dev.soban.cli.runtime;

import dev.soban.core.batch.ComputeSlots;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.engine.WorkerBeat;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.observe.InferenceObserver;
import dev.soban.core.prepare.PrepareLayer.DecodePool;
import dev.soban.core.stack.ModelLoader;
import dev.soban.core.stack.ServingStack;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.core.time.WheelTimer;
import dev.soban.engine.onnx.OnnxEngines;
import dev.soban.repository.ModelEntry;
import dev.soban.repository.server.ServerSettings;
import dev.soban.repository.server.ServerSettings.Threads;
import dev.soban.server.prewarm.Prewarming;
import dev.soban.vision.PictureDecoders;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Everything that loads and runs models, without a network. Closing it ends its threads; close what
 * it loaded before.
 */
public final class ModelRuntime implements AutoCloseable {
  private static final long TIMER_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int WAITING_DECODINGS = 10_000;

  private final TensorPool memory;
  private final Ticker ticker;
  private final WheelTimer timer;
  private final ComputeSlots slots;
  private final Optional<ThreadPoolExecutor> decoding;
  private final PictureDecoders decoders;
  private final OnnxEngines engines;
  private final ModelLoader loader;
  private final OwnRequests prewarming;

  /**
   * What differs from process to process.
   *
   * @param tensorMemoryBytes bound on the tensors of all requests
   * @param outside what layers reach beyond their own model
   */
  public record Options(
      Threads threads,
      long tensorMemoryBytes,
      InferenceObserver observer,
      ServingStack.Outside outside) {
    /** To look at models, not to serve them. */
    public static Options offline() {
      return new Options(
          Threads.DEFAULT,
          ServerSettings.Limits.DEFAULT.tensorMemoryBytes(),
          new Unobserved(),
          ServingStack.Outside.NOTHING);
    }

    int compute() {
      return threads.compute() == Threads.AUTO ? cores() : threads.compute();
    }

    /** Empty when decoding takes turns on the compute threads. */
    Optional<Integer> decodingThreads() {
      return threads.prepare() == Threads.AUTO ? Optional.empty() : Optional.of(threads.prepare());
    }

    private static int cores() {
      return Runtime.getRuntime().availableProcessors();
    }
  }

  public ModelRuntime(Options options) {
    memory = new TensorPool(options.tensorMemoryBytes(), options.tensorMemoryBytes() / 4);
    ticker = Ticker.system();
    timer = new WheelTimer(ticker, TIMER_TICK_NANOS).start();
    slots = new ComputeSlots("cpu", options.compute(), new ProcessEnd());
    decoding = options.decodingThreads().map(ModelRuntime::decodingThreads);
    DecodePool decodePool =
        decoding
            .map(threads -> new DecodePool(threads, threads.getCorePoolSize()))
            .orElseGet(() -> new DecodePool(slots.turns(WAITING_DECODINGS), slots.slots()));
    decoders = PictureDecoders.find();
    engines = new OnnxEngines(memory);
    prewarming = new OwnRequests(new Prewarming(memory, ticker));
    loader =
        new ModelLoader(
            new ServingStack.Shared(ticker, timer, memory, decodePool, options.outside()),
            slots,
            options.observer(),
            InstantSource.system()::millis);
  }

  private static ThreadPoolExecutor decodingThreads(int count) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_DECODINGS),
            Thread.ofPlatform().name("soban-decode-", 1).daemon(true).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Loads one version, and asks it what its owner wants to be answered beforehand; blocking. */
  Served load(ModelEntry entry, Path root) throws ModelLoadException {
    Served served = loader.load(new RepositoryVersion(entry, root, engines, decoders));
    prewarming.prewarm(served);
    return served;
  }

  public TensorPool memory() {
    return memory;
  }

  public Ticker ticker() {
    return ticker;
  }

  public WheelTimer timer() {
    return timer;
  }

  /** When each compute thread last began or ended a batch. */
  public List<WorkerBeat> beats() {
    return slots.beats();
  }

  /** Which picture decoder there is, as one line. */
  public String pictureDecoders() {
    return decoders.description();
  }

  @Override
  public void close() {
    slots.close();
    decoding.ifPresent(ThreadPoolExecutor::shutdown);
    timer.close();
    decoders.close();
  }
}
