package dev.soban.core.predict;

/** One behaviour around a predictor. */
@FunctionalInterface
public interface Layer {
  Predictor around(Predictor next);
}
