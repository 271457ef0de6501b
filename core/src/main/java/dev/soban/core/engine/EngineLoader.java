package dev.soban.core.engine;

/** Loads one model version into an engine; blocking, called once. */
@FunctionalInterface
public interface EngineLoader {
  /**
   * @throws ModelLoadException when the model cannot be served
   */
  LoadedEngine load() throws ModelLoadException;
}
