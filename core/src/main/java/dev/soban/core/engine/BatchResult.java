package dev.soban.core.engine;

import dev.soban.core.tensor.Tensor;
import java.util.Map;

/**
 * What a run gave.
 *
 * @param outputs by name; rows of failed ranges are undefined
 * @param failures by index of the range in the batch; empty when every row succeeded
 */
public record BatchResult(Map<String, Tensor> outputs, Map<Integer, EngineException> failures)
    implements AutoCloseable {
  public BatchResult(Map<String, Tensor> outputs) {
    this(outputs, Map.of());
  }

  @Override
  public void close() {
    outputs.values().forEach(Tensor::close);
  }
}
