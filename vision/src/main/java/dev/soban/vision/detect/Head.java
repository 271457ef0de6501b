package dev.soban.vision.detect;

import dev.soban.core.model.TensorSpec;
import java.util.List;

/**
 * One way of writing down what was found, at numbered places. Scores are looked through first, and
 * only of what scored high enough the box is read. Thread-safe.
 */
interface Head {
  /** The outputs that it reads, in the order in which they are handed to it. */
  List<TensorSpec> reads();

  int classes();

  /** Of each object. */
  int keyPoints();

  /**
   * Adds what is there.
   *
   * @throws dev.soban.core.predict.PredictionException.EngineFailed when an output has not as many
   *     places as it should
   */
  void find(List<Floats> row, Candidates found);

  /** In pixels of the model's picture. */
  Box box(List<Floats> row, int place);

  /** One coordinate of a key point, in pixels of the model's picture: 0 for x, 1 for y. */
  double keyPoint(List<Floats> row, int place, int point, int axis);
}
