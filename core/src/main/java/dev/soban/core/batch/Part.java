package dev.soban.core.batch;

import dev.soban.core.tensor.Tensor;
import java.util.Map;

/**
 * Rows of one ticket that run together.
 *
 * @param inputs their tensors, held by this part
 */
record Part(Ticket ticket, long from, long count, Map<String, Tensor> inputs) {
  void release() {
    inputs.values().forEach(Tensor::close);
  }

  /** The same rows with what the engine answered in place of what it was asked. */
  Part answeredBy(Map<String, Tensor> outputs) {
    return new Part(ticket, from, count, outputs);
  }
}
