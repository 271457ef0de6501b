package dev.soban.server.oip;

import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * An infer request as read; whoever receives it closes the tensors.
 *
 * @param id empty when none was sent
 */
public record InferBody(
    String id, Parameters parameters, Map<String, Tensor> inputs, List<WantedOutput> outputs) {
  /** Names of the wanted outputs; empty for all. */
  public List<String> outputNames() {
    return outputs.isEmpty() ? List.of() : outputs.stream().map(WantedOutput::name).toList();
  }
}
