package dev.soban.server.control;

import dev.soban.core.lifecycle.ModelControl;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Overloaded;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs changes off the event loops, and writes a line for each: who, what, and what came of it. A
 * change that began goes on when who asked for it leaves. Thread-safe.
 */
public final class Changes {
  private static final System.Logger LOG = System.getLogger("dev.soban.server.changes");
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ModelControl control;
  private final Executor threads;

  /**
   * @param threads bounded, and may refuse; changes block them for as long as loading takes
   */
  public Changes(ModelControl control, Executor threads) {
    this.control = control;
    this.threads = threads;
  }

  /** What is to change; blocking. */
  @FunctionalInterface
  public interface Change<T> {
    T make(ModelControl control);
  }

  /** Hears once what came of it, on the change's thread, or at once when there is none to spare. */
  public interface Outcome<T> {
    void done(T result);

    void failed(PredictionException failure);
  }

  /**
   * @param what in words, for the log
   */
  public <T> void make(String actor, String what, Change<T> change, Outcome<T> outcome) {
    try {
      threads.execute(() -> makeNow(line(actor, what), change, outcome));
    } catch (RejectedExecutionException e) {
      outcome.failed(new Overloaded("too many changes at once", RETRY_AFTER));
    }
  }

  private <T> void makeNow(String line, Change<T> change, Outcome<T> outcome) {
    T result;
    try {
      result = change.make(control);
    } catch (RuntimeException | Error e) {
      PredictionException failure = Failures.of(e);
      LOG.log(Level.INFO, onOneLine(line + " failed: " + failure.getMessage()));
      outcome.failed(failure);
      return;
    }
    LOG.log(Level.INFO, line);
    outcome.done(result);
  }

  private static String line(String actor, String what) {
    return onOneLine("change by " + actor + ": " + what);
  }

  private static String onOneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
