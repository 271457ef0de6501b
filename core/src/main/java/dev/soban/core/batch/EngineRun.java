package dev.soban.core.batch;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.Engine;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.RunControl;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes parts through the engine. When a batch of several requests fails as a whole, each runs
 * again alone, so that a bad row fails only itself, and so that a batch too large for the memory at
 * hand still gets through.
 */
final class EngineRun {
  private static final System.Logger LOG = System.getLogger(EngineRun.class.getName());

  private final ModelVersion model;
  private final Engine engine;
  private final TensorPool memory;
  private final Ticker ticker;
  private final BatchListener listener;

  EngineRun(
      ModelVersion model, Engine engine, TensorPool memory, Ticker ticker, BatchListener listener) {
    this.model = model;
    this.engine = engine;
    this.memory = memory;
    this.ticker = ticker;
    this.listener = listener;
  }

  /** One outcome per part; the parts are released. Never throws. */
  List<PartOutcome> run(List<Part> parts, RunControl control) {
    List<PartOutcome> outcomes = new ArrayList<>(parts.size());
    try {
      attempt(parts, control, outcomes);
    } finally {
      parts.forEach(Part::release);
    }
    return outcomes;
  }

  private void attempt(List<Part> parts, RunControl control, List<PartOutcome> outcomes) {
    if (control.abandoned()) {
      failAll(parts, new PredictionException.Cancelled("nobody waited any more"), outcomes);
      return;
    }
    try {
      outcomes.addAll(runTogether(parts, control));
    } catch (EngineException e) {
      failed(parts, control, reason(e), outcomes);
    } catch (Throwable unexpected) {
      // The edge of foreign code: whatever it throws must not leave requests unanswered.
      PredictionException reason = Failures.of(unexpected);
      if (reason instanceof PredictionException.EngineFailed) {
        LOG.log(
            Level.ERROR,
            "the engine broke model=" + model.name() + " version=" + model.version(),
            unexpected);
      }
      failed(parts, control, reason, outcomes);
    }
  }

  private void failed(
      List<Part> parts,
      RunControl control,
      PredictionException reason,
      List<PartOutcome> outcomes) {
    if (parts.size() == 1 || reason instanceof PredictionException.Cancelled) {
      failAll(parts, reason, outcomes);
      return;
    }
    for (Part part : parts) {
      attempt(List.of(part), control, outcomes);
    }
  }

  private List<PartOutcome> runTogether(List<Part> parts, RunControl control)
      throws EngineException {
    long begunNanos = ticker.nanos();
    Batch batch = Rows.assemble(parts, memory);
    try {
      long assembledNanos = ticker.nanos();
      try (BatchResult result = engine.run(batch, control)) {
        long computedNanos = ticker.nanos();
        List<PartOutcome> outcomes = deal(parts, batch, result);
        long dealtNanos = ticker.nanos();
        note(
            parts,
            assembledNanos - begunNanos,
            computedNanos - assembledNanos,
            dealtNanos - computedNanos);
        return outcomes;
      } finally {
        control.ended();
      }
    } finally {
      Rows.close(batch.inputs());
    }
  }

  private static List<PartOutcome> deal(List<Part> parts, Batch batch, BatchResult result)
      throws EngineException {
    Map<String, Tensor> outputs = wanted(batch, result);
    long rows = parts.stream().mapToLong(Part::count).sum();
    boolean whole = parts.size() == 1 && parts.getFirst().whole();
    if (!whole && !Rows.countsAgree(outputs, rows)) {
      throw new EngineException(
          EngineException.Fault.ENGINE,
          "outputs do not have one row per input row; set batching.batch_invariant: false",
          null);
    }
    List<PartOutcome> outcomes = new ArrayList<>(parts.size());
    try {
      for (int i = 0; i < parts.size(); i++) {
        EngineException failure = result.failures().get(i);
        outcomes.add(
            failure == null
                ? new PartOutcome.Answered(parts.get(i), share(outputs, batch, i))
                : new PartOutcome.Failed(parts.get(i), reason(failure)));
      }
    } catch (RuntimeException e) {
      outcomes.forEach(PartOutcome::release);
      throw e;
    }
    return outcomes;
  }

  private static Map<String, Tensor> share(Map<String, Tensor> outputs, Batch batch, int index) {
    return batch.ranges().size() == 1
        ? Rows.shared(outputs)
        : Rows.cut(outputs, batch.ranges().get(index));
  }

  /** The outputs that the requests asked for, in their order; they stay the result's. */
  private static Map<String, Tensor> wanted(Batch batch, BatchResult result)
      throws EngineException {
    if (batch.outputs().isEmpty()) {
      return result.outputs();
    }
    Map<String, Tensor> wanted = LinkedHashMap.newLinkedHashMap(batch.outputs().size());
    for (String name : batch.outputs()) {
      Tensor output = result.outputs().get(name);
      if (output == null) {
        throw new EngineException(
            EngineException.Fault.ENGINE, "output " + name + ": the engine left it out", null);
      }
      wanted.put(name, output);
    }
    return wanted;
  }

  private void note(List<Part> parts, long assembleNanos, long computeNanos, long scatterNanos) {
    long rows = 0;
    for (Part part : parts) {
      var timings = part.ticket().request.context().timings();
      timings.add(Phase.ASSEMBLE, assembleNanos);
      timings.add(Phase.COMPUTE, computeNanos);
      timings.add(Phase.SCATTER, scatterNanos);
      timings.ran(part.count());
      rows += part.count();
    }
    listener.ran(rows, assembleNanos, computeNanos, scatterNanos);
  }

  private static void failAll(
      List<Part> parts, PredictionException reason, List<PartOutcome> outcomes) {
    for (Part part : parts) {
      outcomes.add(new PartOutcome.Failed(part, reason));
    }
  }

  private static PredictionException reason(EngineException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.fault()) {
      case INPUT -> new PredictionException.InvalidInput(message);
      case ENGINE -> new PredictionException.EngineFailed(message, e);
      case STOPPED -> new PredictionException.Cancelled(message);
    };
  }
}
