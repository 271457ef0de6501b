package dev.soban.core.lifecycle;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.Engine;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.RunControl;
import dev.soban.core.model.Signature;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Timer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Runs a freshly loaded engine on made-up inputs: does it answer, and do rows stay apart? */
public final class TrialRuns {
  private static final Duration RUN_LIMIT = Duration.ofSeconds(30);

  /** Lengths tried for dimensions that vary, until the engine takes one. */
  private static final long[] LENGTHS = {4, 1, 32, 224};

  private final Engine engine;
  private final Signature signature;
  private final TensorPool memory;
  private final Timer timer;

  public TrialRuns(Engine engine, Signature signature, TensorPool memory, Timer timer) {
    this.engine = engine;
    this.signature = signature;
    this.memory = memory;
    this.timer = timer;
  }

  /** The first length of varying dimensions that the engine answers; empty when it takes none. */
  public OptionalLong workingLength() {
    boolean oneIsEnough =
        signature.inputs().stream()
            .noneMatch(spec -> spec.shape().rank() > 0 && spec.shape().withRows(1).dynamic());
    for (long length : oneIsEnough ? new long[] {1} : LENGTHS) {
      if (warmUp(length, 1)) {
        return OptionalLong.of(length);
      }
    }
    return OptionalLong.empty();
  }

  /** Whether each of two rows gets the same answer alone as beside the other. */
  public boolean rowsStayApart(long length) {
    Optional<Map<String, Tensor>> first = tryRun(samples(length).rows(0, 1), 1);
    Optional<Map<String, Tensor>> second = tryRun(samples(length).rows(1, 1), 1);
    Optional<Map<String, Tensor>> both = tryRun(samples(length).rows(0, 2), 2);
    try {
      return first.isPresent()
          && second.isPresent()
          && both.isPresent()
          && both.get().values().stream()
              .allMatch(output -> output.shape().rank() > 0 && output.shape().dim(0) == 2)
          && rowAgrees(both.get(), 0, first.get())
          && rowAgrees(both.get(), 1, second.get());
    } finally {
      first.ifPresent(TrialRuns::close);
      second.ifPresent(TrialRuns::close);
      both.ifPresent(TrialRuns::close);
    }
  }

  /** Runs a batch of so many rows once; false when the engine refuses it. */
  public boolean warmUp(long length, long rows) {
    Optional<Map<String, Tensor>> outputs = tryRun(samples(length).rows(0, rows), rows);
    outputs.ifPresent(TrialRuns::close);
    return outputs.isPresent();
  }

  private SampleInputs samples(long length) {
    return new SampleInputs(signature, memory, length);
  }

  private static boolean rowAgrees(Map<String, Tensor> both, long row, Map<String, Tensor> alone) {
    Map<String, Tensor> cut = new LinkedHashMap<>();
    both.forEach((name, tensor) -> cut.put(name, tensor.rows(row, 1)));
    try {
      return OutputsAgree.test(alone, cut);
    } finally {
      close(cut);
    }
  }

  private Optional<Map<String, Tensor>> tryRun(Map<String, Tensor> inputs, long rows) {
    RunControl control = new RunControl(1);
    Timer.Scheduled limit = timer.schedule(RUN_LIMIT.toNanos(), control::abandonOne);
    Batch batch = new Batch(inputs, List.of(new Batch.RowRange(0, rows)), List.of());
    try {
      BatchResult result = engine.run(batch, control);
      return Optional.of(result.outputs());
    } catch (EngineException refused) {
      return Optional.empty();
    } finally {
      control.ended();
      limit.cancel();
      close(inputs);
    }
  }

  private static void close(Map<String, Tensor> tensors) {
    tensors.values().forEach(Tensor::close);
  }
}
