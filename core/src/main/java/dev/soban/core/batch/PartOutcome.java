package dev.soban.core.batch;

import dev.soban.core.predict.PredictionException;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.tensor.Tensor;
import java.util.Map;

/** What became of one request's rows in a batch. */
sealed interface PartOutcome {
  Slice<Ticket> slice();

  /** Lets go of an answer that nobody will take. */
  default void release() {}

  /** The engine answered; whoever receives this owns the outputs. */
  record Answered(Slice<Ticket> slice, Map<String, Tensor> outputs) implements PartOutcome {
    @Override
    public void release() {
      Rows.close(outputs);
    }
  }

  /** It did not. */
  record Failed(Slice<Ticket> slice, PredictionException reason) implements PartOutcome {}
}
