package dev.soban.core.batch;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.Engine;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.RunControl;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes parts through the engine. When a batch of several requests fails as a whole, each runs
 * again alone, so that a bad row fails only itself.
 */
final class EngineRun {
  private static final System.Logger LOG = System.getLogger(EngineRun.class.getName());

  private final String model;
  private final Engine engine;
  private final TensorPool memory;
  private final Ticker ticker;
  private final BatchListener listener;

  EngineRun(String model, Engine engine, TensorPool memory, Ticker ticker, BatchListener listener) {
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
    try {
      runTogether(parts, control, outcomes);
    } catch (EngineException e) {
      if (parts.size() > 1 && e.fault() != EngineException.Fault.STOPPED) {
        runEachAlone(parts, control, outcomes);
      } else {
        failAll(parts, reason(e), outcomes);
      }
    } catch (Throwable unexpected) {
      // The edge of foreign code: whatever it throws must not leave requests unanswered.
      LOG.log(Level.ERROR, "model " + model + ": the engine broke", unexpected);
      failAll(parts, Failures.of(unexpected), outcomes);
    }
  }

  private void runEachAlone(List<Part> parts, RunControl control, List<PartOutcome> outcomes) {
    for (Part part : parts) {
      attempt(List.of(part), control, outcomes);
    }
  }

  private void runTogether(List<Part> parts, RunControl control, List<PartOutcome> outcomes)
      throws EngineException {
    long begunNanos = ticker.nanos();
    Batch batch = Rows.assemble(parts, memory);
    try {
      long assembledNanos = ticker.nanos();
      try (BatchResult result = engine.run(batch, control)) {
        long computedNanos = ticker.nanos();
        deal(parts, batch, result, outcomes);
        long dealtNanos = ticker.nanos();
        note(
            parts,
            assembledNanos - begunNanos,
            computedNanos - assembledNanos,
            dealtNanos - computedNanos);
      } finally {
        control.ended();
      }
    } finally {
      batch.inputs().values().forEach(Tensor::close);
    }
  }

  private static void deal(
      List<Part> parts, Batch batch, BatchResult result, List<PartOutcome> outcomes)
      throws EngineException {
    long rows = parts.stream().mapToLong(Part::count).sum();
    boolean dealable = Rows.countsAgree(result.outputs(), rows);
    if (!dealable && (parts.size() > 1 || !whole(parts.getFirst()))) {
      throw new EngineException(
          EngineException.Fault.ENGINE,
          "outputs do not have one row per input row; set batching.batch_invariant: false",
          null);
    }
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      EngineException failure = result.failures().get(i);
      if (failure != null) {
        outcomes.add(new PartOutcome.Failed(part, reason(failure)));
      } else if (parts.size() == 1) {
        outcomes.add(new PartOutcome.Answered(part, Rows.shared(result.outputs())));
      } else {
        outcomes.add(
            new PartOutcome.Answered(part, Rows.cut(result.outputs(), batch.ranges().get(i))));
      }
    }
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

  private static boolean whole(Part part) {
    return part.count() == part.ticket().rows;
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
