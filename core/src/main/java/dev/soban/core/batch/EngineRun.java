package dev.soban.core.batch;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.Engine;
import dev.soban.core.engine.EngineException;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes slices of requests through the engine. When a batch of several requests fails as a whole,
 * each runs again alone, so that a bad row fails only itself, and so that a batch too large for the
 * memory at hand still gets through.
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

  /** One outcome per slice. Never throws. */
  Run.Outcomes run(Run run) {
    List<PartOutcome> outcomes = new ArrayList<>(run.slices().size());
    Error fatal = attempt(run.slices(), run, outcomes);
    return new Run.Outcomes(outcomes, fatal);
  }

  /** Adds one outcome per slice; what it returns ends the process. */
  private @Nullable Error attempt(List<Slice<Ticket>> slices, Run run, List<PartOutcome> outcomes) {
    if (run.control().abandoned()) {
      failAll(slices, new PredictionException.Cancelled("nobody waited any more"), outcomes);
      return null;
    }
    try {
      outcomes.addAll(runTogether(slices, run));
      return null;
    } catch (EngineException e) {
      return failed(slices, run, reason(e), outcomes);
    } catch (Throwable unexpected) {
      // The edge of foreign code: whatever it throws must not leave requests unanswered.
      PredictionException reason = Failures.of(unexpected);
      if (reason instanceof PredictionException.EngineFailed) {
        LOG.log(
            Level.ERROR,
            "the engine broke model=" + model.name() + " version=" + model.version(),
            unexpected);
      }
      if (unexpected instanceof Error error && fatal(error)) {
        failAll(slices, reason, outcomes);
        return error;
      }
      return failed(slices, run, reason, outcomes);
    }
  }

  /** A stack that was too deep is gone when it overflowed; the others leave ruins behind. */
  private static boolean fatal(Error error) {
    return error instanceof LinkageError
        || (error instanceof VirtualMachineError && !(error instanceof StackOverflowError));
  }

  private @Nullable Error failed(
      List<Slice<Ticket>> slices, Run run, PredictionException reason, List<PartOutcome> outcomes) {
    if (slices.size() == 1 || reason instanceof PredictionException.Cancelled) {
      failAll(slices, reason, outcomes);
      return null;
    }
    Error fatal = null;
    for (Slice<Ticket> slice : slices) {
      Error error = attempt(List.of(slice), run, outcomes);
      fatal = error == null ? fatal : error;
    }
    return fatal;
  }

  private List<PartOutcome> runTogether(List<Slice<Ticket>> slices, Run run)
      throws EngineException {
    long begunNanos = ticker.nanos();
    run.attempts(begunNanos);
    Batch batch = Rows.assemble(slices, memory);
    try {
      long assembledNanos = ticker.nanos();
      try (BatchResult result = engine.run(batch, run.control())) {
        long computedNanos = ticker.nanos();
        List<PartOutcome> outcomes = deal(slices, batch, result);
        long dealtNanos = ticker.nanos();
        if (!run.control().stopped()) {
          note(
              slices,
              assembledNanos - begunNanos,
              computedNanos - assembledNanos,
              dealtNanos - computedNanos);
        }
        return outcomes;
      } finally {
        run.control().ended();
      }
    } finally {
      if (!Rows.oneWhole(slices)) {
        Rows.close(batch.inputs());
      }
    }
  }

  private static List<PartOutcome> deal(List<Slice<Ticket>> slices, Batch batch, BatchResult result)
      throws EngineException {
    Map<String, Tensor> outputs = wanted(batch, result);
    long rows = slices.stream().mapToLong(Slice::count).sum();
    boolean whole = Rows.oneWhole(slices);
    if (!whole && !Rows.countsAgree(outputs, rows)) {
      throw new EngineException(
          EngineException.Fault.ENGINE,
          "outputs do not have one row per input row; set batching.batch_invariant: false",
          null);
    }
    List<PartOutcome> outcomes = new ArrayList<>(slices.size());
    try {
      for (int i = 0; i < slices.size(); i++) {
        EngineException failure = result.failures().get(i);
        outcomes.add(
            failure == null
                ? new PartOutcome.Answered(slices.get(i), share(outputs, batch, i))
                : new PartOutcome.Failed(slices.get(i), reason(failure)));
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

  private void note(
      List<Slice<Ticket>> slices, long assembleNanos, long computeNanos, long scatterNanos) {
    long rows = 0;
    for (Slice<Ticket> slice : slices) {
      var timings = Ticket.of(slice).request.context().timings();
      timings.add(Phase.ASSEMBLE, assembleNanos);
      timings.add(Phase.COMPUTE, computeNanos);
      timings.add(Phase.SCATTER, scatterNanos);
      timings.ran(slice.count());
      rows += slice.count();
    }
    listener.ran(rows, assembleNanos, computeNanos, scatterNanos);
  }

  private static void failAll(
      List<Slice<Ticket>> slices, PredictionException reason, List<PartOutcome> outcomes) {
    for (Slice<Ticket> slice : slices) {
      outcomes.add(new PartOutcome.Failed(slice, reason));
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
