package dev.soban.core.predict;

import dev.soban.core.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * One question to a model. Immutable; the input tensors belong to whoever made the request, which
 * closes them once the answer's stage completed.
 *
 * @param inputs by name, in the order sent
 * @param outputs names of the wanted outputs; empty for all
 */
public record InferenceRequest(
    Map<String, Tensor> inputs,
    List<String> outputs,
    Parameters parameters,
    RequestContext context) {

  public InferenceRequest {
    inputs = Collections.unmodifiableMap(inputs);
    outputs = List.copyOf(outputs);
  }

  public InferenceRequest withInputs(Map<String, Tensor> others) {
    return new InferenceRequest(others, outputs, parameters, context);
  }

  public InferenceRequest withContext(RequestContext other) {
    return new InferenceRequest(inputs, outputs, parameters, other);
  }

  /** Lets go of the input tensors; for the owner only. */
  public void closeInputs() {
    inputs.values().forEach(Tensor::close);
  }
}
