package dev.soban.core.lifecycle;

import dev.soban.core.lifecycle.readiness.Canary;
import dev.soban.core.lifecycle.readiness.Health;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.RequestContext.Caller;
import dev.soban.core.predict.Timings;
import dev.soban.core.tensor.TensorMemoryExhausted;
import dev.soban.core.time.Ticker;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks after every version that serves, and asks those that nobody asked lately. */
public final class CanaryWatch {
  private static final System.Logger LOG = System.getLogger(CanaryWatch.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LoadedModels models;
  private final Ticker ticker;
  private final Executor asking;
  private final Consumer<Served> inTrouble;

  /**
   * @param asking where canaries are made and their answers arrive
   * @param inTrouble is told of a version in each round in which it is in trouble
   */
  public CanaryWatch(
      LoadedModels models, Ticker ticker, Executor asking, Consumer<Served> inTrouble) {
    this.models = models;
    this.ticker = ticker;
    this.asking = asking;
    this.inTrouble = inTrouble;
  }

  /** One round; to be called every second or so. Does not wait. */
  public void round() {
    for (VersionStatus status : models.all()) {
      if (status.state() == VersionState.READY) {
        status.served().ifPresent(this::look);
      }
    }
  }

  private void look(Served served) {
    Health health = served.vitals().health();
    String before = health.trouble();
    if (health.look(served.statistics().answered(), ticker.nanos())) {
      served
          .vitals()
          .canary()
          .ifPresentOrElse(canary -> asking.execute(() -> ask(served, canary)), health::notAsked);
    }
    String after = health.trouble();
    if (!after.isEmpty()) {
      inTrouble.accept(served);
    }
    if (before.isEmpty() != after.isEmpty()) {
      LOG.log(
          after.isEmpty() ? Level.INFO : Level.WARNING,
          "model={0} version={1} {2}",
          served.id().name(),
          served.id().version(),
          after.isEmpty() ? "is well again" : "is not ready: " + after);
    }
  }

  private void ask(Served served, Canary canary) {
    Health health = served.vitals().health();
    try {
      var _ = canary.ask(context()).whenComplete((answer, failure) -> answered(health, failure));
    } catch (TensorMemoryExhausted busy) {
      health.notAsked();
    } catch (RuntimeException e) {
      health.failed(String.valueOf(e.getMessage()));
    }
  }

  private void answered(Health health, @Nullable Throwable failure) {
    if (failure == null) {
      health.answered(ticker.nanos());
    } else if (Failures.of(failure) instanceof Overloaded) {
      health.notAsked();
    } else {
      health.failed(String.valueOf(Failures.of(failure).getMessage()));
    }
  }

  private RequestContext context() {
    return new RequestContext(
        "canary",
        Caller.ANONYMOUS,
        Deadline.after(ticker, PATIENCE),
        new Cancellation(),
        asking,
        new Timings(ticker.nanos()));
  }
}
