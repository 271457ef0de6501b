package dev.soban.core.observe;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.RequestContext;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts of one model version since it was loaded, as the statistics extension tells them. */
public final class ModelStatistics implements InferenceObserver {
  private final LongSupplier wallClockMillis;
  private final AtomicLong lastInferenceMillis = new AtomicLong();
  private final LongAdder rows = new LongAdder();
  private final LongAdder runs = new LongAdder();
  private final Total success = new Total();
  private final Total failed = new Total();
  private final Total queue = new Total();
  private final Total computeInput = new Total();
  private final Total computeInfer = new Total();
  private final Total computeOutput = new Total();
  private final ConcurrentSkipListMap<Long, BatchTotals> batches = new ConcurrentSkipListMap<>();

  /**
   * @param wallClockMillis milliseconds since 1970, for the time of the last inference
   */
  public ModelStatistics(LongSupplier wallClockMillis) {
    this.wallClockMillis = wallClockMillis;
  }

  @Override
  public void completed(
      ModelVersion model,
      RequestContext context,
      @Nullable PredictionException failure,
      long totalNanos) {
    if (failure != null) {
      failed.add(totalNanos);
      return;
    }
    lastInferenceMillis.set(wallClockMillis.getAsLong());
    success.add(totalNanos);
    rows.add(context.timings().rows());
    queue.add(context.timings().nanos(Phase.QUEUE));
    if (context.timings().batches() > 0) {
      computeInput.add(context.timings().nanos(Phase.ASSEMBLE));
      computeInfer.add(context.timings().nanos(Phase.COMPUTE));
      computeOutput.add(context.timings().nanos(Phase.SCATTER));
    }
  }

  @Override
  public void ran(ModelVersion model, BatchRun run) {
    runs.increment();
    BatchTotals totals = batches.computeIfAbsent(run.rows(), size -> new BatchTotals());
    totals.computeInput.add(run.assembleNanos());
    totals.computeInfer.add(run.computeNanos());
    totals.computeOutput.add(run.scatterNanos());
  }

  /** When the last request was answered, in milliseconds since 1970; 0 when none was. */
  public long lastInferenceMillis() {
    return lastInferenceMillis.get();
  }

  /** How many requests were answered. */
  public long answered() {
    return success.count.sum();
  }

  public Snapshot snapshot() {
    Map<Long, BatchSnapshot> bySize = new TreeMap<>();
    batches.forEach((size, totals) -> bySize.put(size, totals.snapshot()));
    return new Snapshot(
        lastInferenceMillis.get(),
        rows.sum(),
        runs.sum(),
        success.snapshot(),
        failed.snapshot(),
        queue.snapshot(),
        new BatchSnapshot(
            computeInput.snapshot(), computeInfer.snapshot(), computeOutput.snapshot()),
        bySize);
  }

  /** How often, and for how long in all. */
  public record CountAndNanos(long count, long nanos) {}

  /** The three parts of computing. */
  public record BatchSnapshot(
      CountAndNanos computeInput, CountAndNanos computeInfer, CountAndNanos computeOutput) {}

  /**
   * The counts at one moment.
   *
   * @param inferenceCount rows of answered requests
   * @param executionCount runs of the engine
   */
  public record Snapshot(
      long lastInferenceMillis,
      long inferenceCount,
      long executionCount,
      CountAndNanos success,
      CountAndNanos fail,
      CountAndNanos queue,
      BatchSnapshot compute,
      Map<Long, BatchSnapshot> byBatchSize) {}

  private static final class Total {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void add(long elapsedNanos) {
      count.increment();
      nanos.add(elapsedNanos);
    }

    CountAndNanos snapshot() {
      return new CountAndNanos(count.sum(), nanos.sum());
    }
  }

  private static final class BatchTotals {
    private final Total computeInput = new Total();
    private final Total computeInfer = new Total();
    private final Total computeOutput = new Total();

    BatchSnapshot snapshot() {
      return new BatchSnapshot(
          computeInput.snapshot(), computeInfer.snapshot(), computeOutput.snapshot());
    }
  }
}
