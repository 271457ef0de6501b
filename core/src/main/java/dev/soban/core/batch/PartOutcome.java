package dev.soban.core.batch;

import dev.soban.core.predict.PredictionException;
import dev.soban.core.tensor.Tensor;
import java.util.Map;

/** What became of one part of a batch. */
sealed interface PartOutcome {
  Part part();

  /** Lets go of an answer that nobody will take. */
  default void release() {}

  /** The engine answered; whoever receives this owns the outputs. */
  record Answered(Part part, Map<String, Tensor> outputs) implements PartOutcome {
    @Override
    public void release() {
      Rows.close(outputs);
    }
  }

  /** It did not. */
  record Failed(Part part, PredictionException reason) implements PartOutcome {}
}
