package dev.soban.core.engine;

/**
 * A runtime on one loaded model. {@code run} blocks its thread and may be called by as many threads
 * at once as the model has instances; {@code close} comes after the last run ended.
 */
public interface Engine extends AutoCloseable {
  /**
   * Runs one batch. The batch keeps its tensors; the result's belong to the caller.
   *
   * @throws EngineException when the whole run failed
   */
  BatchResult run(Batch batch, RunControl control) throws EngineException;

  @Override
  void close();
}
