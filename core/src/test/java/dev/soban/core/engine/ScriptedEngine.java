package dev.soban.core.engine;

import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.time.Await;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An engine whose every run the test decides: by a script that is called for each batch, or, when
 * it is {@link #held}, run by run from the test's own thread.
 */
public final class ScriptedEngine implements Engine {
  private final Script script;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Run> runs = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  /** What one run does; the outputs it returns belong to the result. */
  @FunctionalInterface
  public interface Script {
    BatchResult run(Batch batch, RunControl control) throws EngineException;
  }

  /** What is remembered of a run: its ranges, wanted outputs and thread, not its tensors. */
  public record Call(List<Batch.RowRange> ranges, List<String> outputs, String thread) {
    public long rows() {
      return ranges.stream().mapToLong(Batch.RowRange::count).sum();
    }
  }

  private ScriptedEngine(Script script) {
    this.script = script;
  }

  public static ScriptedEngine of(Script script) {
    return new ScriptedEngine(script);
  }

  /** Answers every input under its own name. */
  public static ScriptedEngine echo() {
    return of((batch, control) -> echoed(batch));
  }

  /** Fails every run as a whole. */
  public static ScriptedEngine failing(Fault fault, String message) {
    return of(
        (batch, control) -> {
          throw new EngineException(fault, message, null);
        });
  }

  /** Each run hangs until the test answers it, see {@link #nextRun}, or it is stopped. */
  public static ScriptedEngine held() {
    return new ScriptedEngine(null);
  }

  /** The inputs as outputs. */
  public static BatchResult echoed(Batch batch) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    batch.inputs().forEach((name, tensor) -> outputs.put(name, tensor.share()));
    return new BatchResult(outputs);
  }

  @Override
  public BatchResult run(Batch batch, RunControl control) throws EngineException {
    if (closed) {
      throw new AssertionError("run after close");
    }
    calls.add(new Call(batch.ranges(), batch.outputs(), Thread.currentThread().getName()));
    if (script != null) {
      return script.run(batch, control);
    }
    Run run = new Run(batch, control);
    runs.add(run);
    return run.outcome();
  }

  /** The next run that hangs, in the order they began. */
  public Run nextRun() {
    try {
      Run run = runs.poll(Await.LIMIT_SECONDS, TimeUnit.SECONDS);
      if (run == null) {
        throw new AssertionError("waited in vain for a run");
      }
      return run;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Whether a run hangs that {@link #nextRun} has not given out yet. */
  public boolean runWaits() {
    return !runs.isEmpty();
  }

  /** Every run so far, in the order they began. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  public boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    if (closed) {
      throw new AssertionError("closed twice");
    }
    closed = true;
  }

  /** A run that hangs; it ends once, by whichever comes first. */
  public static final class Run {
    private final Batch batch;
    private final CompletableFuture<BatchResult> outcome = new CompletableFuture<>();

    private Run(Batch batch, RunControl control) {
      this.batch = batch;
      control.onAbandoned(() -> fail(Fault.STOPPED, "stopped"));
    }

    public Batch batch() {
      return batch;
    }

    public boolean ended() {
      return outcome.isDone();
    }

    public void echo() {
      answer(echoed(batch));
    }

    public void answer(BatchResult result) {
      if (!outcome.complete(result)) {
        result.close();
      }
    }

    public void fail(Fault fault, String message) {
      outcome.completeExceptionally(new EngineException(fault, message, null));
    }

    public void breakWith(RuntimeException unexpected) {
      outcome.completeExceptionally(unexpected);
    }

    private BatchResult outcome() throws EngineException {
      try {
        return outcome.get(Await.LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof EngineException failure) {
          throw failure;
        }
        throw (RuntimeException) e.getCause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EngineException(Fault.ENGINE, "interrupted", e);
      } catch (TimeoutException e) {
        throw new EngineException(Fault.ENGINE, "the test never ended this run", e);
      }
    }
  }
}
