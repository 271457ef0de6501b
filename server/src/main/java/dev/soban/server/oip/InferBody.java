package dev.soban.server.oip;

import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /** How an output was asked for, or null when it was not named. */
  public @Nullable WantedOutput wanted(String name) {
    for (WantedOutput output : outputs) {
      if (output.name().equals(name)) {
        return output;
      }
    }
    return null;
  }
}
