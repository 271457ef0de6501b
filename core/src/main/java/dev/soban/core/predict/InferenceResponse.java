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
    ModelVersion model, Map<String, Tensor> outputs, Parameters parameters, Origin origin)
    implements AutoCloseable {

  public InferenceResponse {
    outputs = Collections.unmodifiableMap(outputs);
  }

  /** The model's own answer. */
  public InferenceResponse(ModelVersion model, Map<String, Tensor> outputs, Parameters parameters) {
    this(model, outputs, parameters, Origin.ENGINE);
  }

  /** The same answer, and the same tensors: one of the two is closed. */
  public InferenceResponse withOrigin(Origin other) {
    return new InferenceResponse(model, outputs, parameters, other);
  }

  @Override
  public void close() {
    outputs.values().forEach(Tensor::close);
  }
}
