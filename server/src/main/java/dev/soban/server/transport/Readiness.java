package dev.soban.server.transport;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Whether the server wants work, and how much it has. Thread-safe.
 *
 * <pre>
 * STARTING -> READY -> LEAVING (unready, still answers) -> REFUSING (only ends what it has)
 * </pre>
 */
public final class Readiness {
  private final AtomicLong inFlight = new AtomicLong();
  private final CompletableFuture<Void> idle = new CompletableFuture<>();
  private final BooleanSupplier modelsAnswer;
  private volatile Stage stage = Stage.STARTING;

  /** Where the server is in its life. */
  public enum Stage {
    STARTING,
    READY,
    LEAVING,
    REFUSING
  }

  /** Of a server whose models are always well. */
  public Readiness() {
    this(() -> true);
  }

  /**
   * @param modelsAnswer whether any model does, or there is none that could
   */
  public Readiness(BooleanSupplier modelsAnswer) {
    this.modelsAnswer = modelsAnswer;
  }

  public Stage stage() {
    return stage;
  }

  public boolean ready() {
    return stage == Stage.READY && modelsAnswer.getAsBoolean();
  }

  /** Models are loaded as far as they can be. */
  public void becomeReady() {
    stage = Stage.READY;
  }

  /** Says unready, so that balancers look elsewhere, and still answers what comes. */
  public void leave() {
    stage = Stage.LEAVING;
  }

  /** Takes no new inference; the stage completes when the last one in flight is answered. */
  public CompletionStage<Void> refuse() {
    stage = Stage.REFUSING;
    noteIfIdle();
    return idle;
  }

  /** Inference requests that came and are not answered. */
  public long inFlight() {
    return inFlight.get();
  }

  /** Counts one request in, unless none is taken any more. */
  public boolean enter() {
    inFlight.incrementAndGet();
    if (stage != Stage.REFUSING) {
      return true;
    }
    exit();
    return false;
  }

  /** Counts one request out. */
  public void exit() {
    inFlight.decrementAndGet();
    noteIfIdle();
  }

  private void noteIfIdle() {
    if (stage == Stage.REFUSING && inFlight.get() == 0) {
      idle.complete(null);
    }
  }
}
