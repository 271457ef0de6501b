package dev.soban.core.fallback;

import dev.soban.core.predict.PredictionException;

/** Decides which failures a lesser answer may stand in for. */
final class Masking {
  private Masking() {}

  /** What the caller has to mend, or does not wait for any more, stays a failure. */
  static boolean allowed(PredictionException failure) {
    return switch (failure) {
      case PredictionException.Overloaded overloaded -> true;
      case PredictionException.Unavailable unavailable -> true;
      case PredictionException.ModelNotReady notReady -> true;
      case PredictionException.EngineFailed failed -> true;
      case PredictionException.DeadlineExceeded late -> true;
      case PredictionException.InvalidInput wrong -> false;
      case PredictionException.InputTooLarge large -> false;
      case PredictionException.ModelNotFound unknown -> false;
      case PredictionException.Conflict conflict -> false;
      case PredictionException.Unsupported unsupported -> false;
      case PredictionException.Cancelled cancelled -> false;
    };
  }
}
