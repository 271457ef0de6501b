package dev.soban.core.batch;

import dev.soban.core.predict.PredictionException;
import dev.soban.core.tensor.Tensor;
import java.util.Map;

/** What became of one part of a batch. */
sealed interface PartOutcome {
  Part part();

  /** The engine answered; whoever receives this owns the outputs. */
  record Answered(Part part, Map<String, Tensor> outputs) implements PartOutcome {}

  /** It did not. */
  record Failed(Part part, PredictionException reason) implements PartOutcome {}
}
