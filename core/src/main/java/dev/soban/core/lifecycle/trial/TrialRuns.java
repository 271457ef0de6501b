package dev.soban.core.lifecycle.trial;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.Engine;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.RunControl;
import dev.soban.core.model.Signature;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorMemoryExhausted;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
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
    List<Map<String, Tensor>> answers = new ArrayList<>(3);
    try {
      tryRun(length, 0, 1).ifPresent(answers::add);
      tryRun(length, 1, 1).ifPresent(answers::add);
      tryRun(length, 0, 2).ifPresent(answers::add);
      return answers.size() == 3
          && answers.get(2).values().stream()
              .allMatch(output -> output.shape().rank() > 0 && output.shape().dim(0) == 2)
          && rowAgrees(answers.get(2), 0, answers.get(0))
          && rowAgrees(answers.get(2), 1, answers.get(1));
    } finally {
      answers.forEach(TrialRuns::close);
    }
  }

  /** Runs a batch of so many rows once; false when the engine refuses it. */
  public boolean warmUp(long length, long rows) {
    Optional<Map<String, Tensor>> outputs = tryRun(length, 0, rows);
    outputs.ifPresent(TrialRuns::close);
    return outputs.isPresent();
  }

  /** One made-up row; the caller closes it. */
  public Map<String, Tensor> sampleRow(long length) {
    return new SampleInputs(signature, memory, length).rows(0, 1);
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

  private Optional<Map<String, Tensor>> tryRun(long length, long from, long rows) {
    Map<String, Tensor> inputs;
    try {
      inputs = new SampleInputs(signature, memory, length).rows(from, rows);
    } catch (TensorMemoryExhausted | IllegalArgumentException tooLarge) {
      return Optional.empty();
    }
    RunControl control = new RunControl(1);
    Timer.Scheduled limit = timer.schedule(RUN_LIMIT.toNanos(), control::abandonOne);
    Batch batch = new Batch(inputs, List.of(new Batch.RowRange(0, rows)), List.of());
    try {
      return answered(engine.run(batch, control));
    } catch (EngineException refused) {
      return Optional.empty();
    } finally {
      control.ended();
      limit.cancel();
      close(inputs);
    }
  }

  private static Optional<Map<String, Tensor>> answered(BatchResult result) {
    if (result.failures().isEmpty()) {
      return Optional.of(result.outputs());
    }
    result.close();
    return Optional.empty();
  }

  private static void close(Map<String, Tensor> tensors) {
    tensors.values().forEach(Tensor::close);
  }
}
