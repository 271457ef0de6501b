package dev.soban.core.predict;

import dev.soban.core.tensor.TensorMemoryExhausted;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Sees through what stages and executors wrap around a failure: the only place that does. */
public final class Failures {
  private static final Duration MEMORY_RETRY = Duration.ofSeconds(1);

  private Failures() {}

  /** The failure in terms of the one family; what is foreign to it is an engine failure. */
  public static PredictionException of(Throwable thrown) {
    Throwable failure = unwrapped(thrown);
    return switch (failure) {
      case PredictionException known -> known;
      case TensorMemoryExhausted exhausted ->
          new PredictionException.Overloaded(String.valueOf(exhausted.getMessage()), MEMORY_RETRY);
      case CancellationException cancelled ->
          new PredictionException.Cancelled("the request was cancelled");
      default ->
          new PredictionException.EngineFailed(
              "unexpected " + failure.getClass().getSimpleName() + ": " + failure.getMessage(),
              failure);
    };
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable failure = thrown;
    while (failure instanceof CompletionException || failure instanceof ExecutionException) {
      Throwable cause = failure.getCause();
      if (cause == null) {
        return failure;
      }
      failure = cause;
    }
    return failure;
  }
}
