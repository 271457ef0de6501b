package dev.soban.core.batch;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.Engine;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.RunControl;
import dev.soban.core.time.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * An engine whose runs take the turns that nobody else wants, as when a new version is tried out
 * beside one that serves. The caller waits for the run, however long it takes. Closing it leaves
 * the engine open, which is its owner's.
 */
public final class BackgroundEngine implements Engine {
  /** Whoever tries something out stops it long before; a thread that is still busy hangs. */
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Engine engine;
  private final ComputeSlots slots;
  private final Share share;
  private final Timer timer;

  public BackgroundEngine(Engine engine, ComputeSlots slots, Timer timer) {
    this.engine = engine;
    this.slots = slots;
    this.share = slots.backgroundShare();
    this.timer = timer;
  }

  @Override
  public BatchResult run(Batch batch, RunControl control) throws EngineException {
    CompletableFuture<BatchResult> outcome = new CompletableFuture<>();
    if (!share.ask(worker -> run(batch, control, worker, outcome))) {
      return engine.run(batch, control);
    }
    try {
      // Not to be interrupted: the batch's tensors are the caller's, and the run reads them.
      return outcome.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case EngineException failure -> throw failure;
        case RuntimeException unexpected -> throw unexpected;
        case Error error -> throw error;
        case null, default -> throw e;
      }
    }
  }

  private void run(
      Batch batch,
      RunControl control,
      ComputeWorker worker,
      CompletableFuture<BatchResult> outcome) {
    Timer.Scheduled lost = timer.schedule(LOST_NANOS, () -> slots.writeOff(worker));
    try {
      BatchResult result = engine.run(batch, control);
      lost.cancel();
      outcome.complete(result);
    } catch (EngineException | RuntimeException | Error e) {
      lost.cancel();
      outcome.completeExceptionally(e);
    }
  }

  @Override
  public void close() {}
}
