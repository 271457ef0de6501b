package dev.soban.core.observe;

/** Where chosen requests are written down; quick, never waits, never throws, thread-safe. */
@FunctionalInterface
public interface PredictionLog {
  /** Writes nothing. */
  PredictionLog NONE = prediction -> {};

  void write(Prediction prediction);
}
