package dev.soban.core.predict;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.tensor.Tensor;
import java.util.Collections;
import java.util.Map;

/**
 * The answer to one request; whoever receives it closes it.
 *
 * @param outputs by name, in the model's or the asked-for order
 */
public record InferenceResponse(
    ModelVersion model, Map<String, Tensor> outputs, Parameters parameters)
    implements AutoCloseable {

  public InferenceResponse {
    outputs = Collections.unmodifiableMap(outputs);
  }

  @Override
  public void close() {
    outputs.values().forEach(Tensor::close);
  }
}
