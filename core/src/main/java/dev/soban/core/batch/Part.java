package dev.soban.core.batch;

import dev.soban.core.tensor.Tensor;
import java.util.Map;

/**
 * Rows of one ticket that run together.
 *
 * @param tensors held by this part: of a question, those of the whole request; of an answer, those
 *     of these rows
 */
record Part(Ticket ticket, long from, long count, Map<String, Tensor> tensors) {
  void release() {
    tensors.values().forEach(Tensor::close);
  }

  boolean whole() {
    return count == ticket.rows;
  }

  /** The same rows with what the engine answered in place of what it was asked. */
  Part answeredBy(Map<String, Tensor> outputs) {
    return new Part(ticket, from, count, outputs);
  }
}
